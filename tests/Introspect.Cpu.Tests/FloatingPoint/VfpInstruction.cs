using Introspect.TestKit.FloatingPoint;

namespace Introspect.Cpu.Tests.FloatingPoint;

/// <summary>What d0 is afterwards.</summary>
internal delegate ulong VfpMeaning(VfpReference reference, VfpCase given);

/// <summary>A data-processing instruction of VFP, and what the manual says that it does (ARM DDI 0406C A7.5).</summary>
/// <param name="Text">As an assembler writes it.</param>
/// <param name="Word">Its A32 encoding.</param>
/// <param name="Operands">Which of the registers it reads, and as what.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record VfpInstruction(string Text, uint Word, VfpOperands Operands, VfpMeaning Meaning)
{
    private const uint IsDouble = 1 << 8;

    private static readonly ExactReference s_half = ExactReference.Half, s_single = ExactReference.Single, s_double = ExactReference.Double;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<VfpInstruction> All { get; } =
        [.. Arithmetic(s_single), .. Arithmetic(s_double), .. Conversions(), .. Fixed(s_single), .. Fixed(s_double)];

    /// <summary>What it leaves behind.</summary>
    public VfpResult Expected(VfpCase given)
    {
        var reference = new VfpReference(given.Fpscr);
        ulong d = Meaning(reference, given);
        return new VfpResult(d, reference.Status);
    }

    private static IEnumerable<VfpInstruction> Arithmetic(ExactReference format)
    {
        VfpOperands one = new(format, Uses.M), two = new(format, Uses.N | Uses.M), three = new(format, Uses.D | Uses.N | Uses.M);
        VfpOperands compared = new(format, Uses.D | Uses.M), withZero = new(format, Uses.D);
        return
        [
            Row("vadd", 0xEE31_0A02, two, (r, f, _, n, m) => r.Add(f, n, m)),
            Row("vsub", 0xEE31_0A42, two, (r, f, _, n, m) => r.Subtract(f, n, m)),
            Row("vmul", 0xEE21_0A02, two, (r, f, _, n, m) => r.Multiply(f, n, m)),
            Row("vnmul", 0xEE21_0A42, two, (r, f, _, n, m) => VfpReference.Negate(f, r.Multiply(f, n, m))),
            Row("vdiv", 0xEE81_0A02, two, (r, f, _, n, m) => r.Divide(f, n, m)),
            Row("vmla", 0xEE01_0A02, three, (r, f, d, n, m) => r.Add(f, d, r.Multiply(f, n, m))),
            Row("vmls", 0xEE01_0A42, three, (r, f, d, n, m) => r.Add(f, d, VfpReference.Negate(f, r.Multiply(f, n, m)))),
            Row("vnmls", 0xEE11_0A02, three, (r, f, d, n, m) => r.Add(f, VfpReference.Negate(f, d), r.Multiply(f, n, m))),
            Row("vnmla", 0xEE11_0A42, three, (r, f, d, n, m) => r.Add(f, VfpReference.Negate(f, d), VfpReference.Negate(f, r.Multiply(f, n, m)))),
            Row("vfma", 0xEEA1_0A02, three, (r, f, d, n, m) => r.MultiplyAdd(f, d, n, m)),
            Row("vfms", 0xEEA1_0A42, three, (r, f, d, n, m) => r.MultiplyAdd(f, d, VfpReference.Negate(f, n), m)),
            Row("vfnms", 0xEE91_0A02, three, (r, f, d, n, m) => r.MultiplyAdd(f, VfpReference.Negate(f, d), n, m)),
            Row("vfnma", 0xEE91_0A42, three, (r, f, d, n, m) => r.MultiplyAdd(f, VfpReference.Negate(f, d), VfpReference.Negate(f, n), m)),
            Row("vsqrt", 0xEEB1_0AC2, one, (r, f, _, _, m) => r.SquareRoot(f, m)),
            Row("vabs", 0xEEB0_0AC2, one, (_, f, _, _, m) => VfpReference.Absolute(f, m)),
            Row("vneg", 0xEEB1_0A42, one, (_, f, _, _, m) => VfpReference.Negate(f, m)),
            Row("vmov", 0xEEB0_0A42, one, (_, _, _, _, m) => m),
            Row("vcmp", 0xEEB4_0A42, compared, (r, f, d, _, m) => Compare(r, f, d, m, signalsQuietNaNs: false)),
            Row("vcmpe", 0xEEB4_0AC2, compared, (r, f, d, _, m) => Compare(r, f, d, m, signalsQuietNaNs: true)),
            Row("vcmp #0", 0xEEB5_0A40, withZero, (r, f, d, _, _) => Compare(r, f, d, 0, signalsQuietNaNs: false)),
            Row("vcmpe #0", 0xEEB5_0AC0, withZero, (r, f, d, _, _) => Compare(r, f, d, 0, signalsQuietNaNs: true)),
        ];
    }

    private static IEnumerable<VfpInstruction> Conversions()
    {
        yield return new("vcvt.f32.f64", 0xEEB7_0BC2, new(s_double, Uses.M), (r, c) => Low(c.D, r.Convert(s_double, s_single, c.M)));
        yield return new("vcvt.f64.f32", 0xEEB7_0AC2, new(s_single, Uses.M), (r, c) => r.Convert(s_single, s_double, (uint)c.M));
        yield return new("vcvtb.f32.f16", 0xEEB2_0A42, new(s_half, Uses.M), (r, c) => Low(c.D, r.Convert(s_half, s_single, (ushort)c.M)));
        yield return new(
            "vcvtt.f32.f16", 0xEEB2_0AC2, new(s_half, Uses.M), (r, c) => Low(c.D, r.Convert(s_half, s_single, (ushort)(c.M >> 16))));
        yield return new(
            "vcvtb.f16.f32", 0xEEB3_0A42, new(s_single, Uses.M), (r, c) => (c.D & ~0xFFFFUL) | r.Convert(s_single, s_half, (uint)c.M));
        yield return new(
            "vcvtt.f16.f32",
            0xEEB3_0AC2,
            new(s_single, Uses.M),
            (r, c) => (c.D & ~0xFFFF_0000UL) | (r.Convert(s_single, s_half, (uint)c.M) << 16));

        foreach (ExactReference format in (ExactReference[])[s_single, s_double])
        {
            foreach (FixedType type in (FixedType[])[FixedType.Signed, FixedType.Unsigned])
            {
                uint word = 0xEEBC_0A42 | (type.IsUnsigned ? 0u : 1 << 16) | (format == s_double ? IsDouble : 0);
                yield return new($"vcvtr.{type}.{Name(format)}", word, new(format, Uses.M), (r, c) =>
                    Low(c.D, r.ToFixed(format, In(format, c.M), type, towardsZero: false)));
                yield return new($"vcvt.{type}.{Name(format)}", word | (1 << 7), new(format, Uses.M), (r, c) =>
                    Low(c.D, r.ToFixed(format, In(format, c.M), type, towardsZero: true)));

                uint from = 0xEEB8_0A42 | (type.IsUnsigned ? 0u : 1 << 7) | (format == s_double ? IsDouble : 0);
                yield return new($"vcvt.{Name(format)}.{type}", from, new(Format: null, Uses.M), (r, c) =>
                    Out(format, c.D, r.FromFixed(format, c.M, type, toNearest: false)));
            }
        }
    }

    // In place: what is converted is d0 or s0 itself.
    private static IEnumerable<VfpInstruction> Fixed(ExactReference format) =>
        from width in (int[])[16, 32]
        from isUnsigned in (bool[])[false, true]
        from fractionBits in Enumerable.Range(width == 16 ? 0 : 1, width == 16 ? 17 : 32)
        let type = new FixedType(width, isUnsigned, fractionBits)
        let left = (uint)(width - fractionBits)
        let word = 0xEEBA_0A40u | (isUnsigned ? 1u << 16 : 0) | (width == 32 ? 1u << 7 : 0) | ((left & 1) << 5) | (left >> 1) |
            (format == s_double ? IsDouble : 0)
        from instruction in (VfpInstruction[])
        [
            new($"vcvt.{type}.{Name(format)} #{fractionBits}", word | (1 << 18), new(format, Uses.D), (r, c) =>
                Out(format, c.D, r.ToFixed(format, In(format, c.D), type, towardsZero: true))),
            new($"vcvt.{Name(format)}.{type} #{fractionBits}", word, new(Format: null, Uses.D), (r, c) =>
                Out(format, c.D, r.FromFixed(format, c.D, type, toNearest: true))),
        ]
        select instruction;

    private static VfpInstruction Row(
        string name, uint word, VfpOperands operands, Func<VfpReference, ExactReference, ulong, ulong, ulong, ulong> meaning)
    {
        ExactReference format = operands.Format!;
        return new VfpInstruction(
            $"{name}.{Name(format)}",
            word | (format == s_double ? IsDouble : 0),
            operands,
            (r, c) => Out(format, c.D, meaning(r, format, In(format, c.D), In(format, c.N), In(format, c.M))));
    }

    private static ulong Compare(VfpReference reference, ExactReference format, ulong d, ulong m, bool signalsQuietNaNs)
    {
        reference.Compare(format, d, m, signalsQuietNaNs);
        return d;
    }

    private static string Name(ExactReference format) => format == s_single ? "f32" : "f64";

    private static ulong In(ExactReference format, ulong register) => format == s_single ? (uint)register : register;

    private static ulong Out(ExactReference format, ulong register, ulong result) => format == s_single ? Low(register, result) : result;

    private static ulong Low(ulong register, ulong result) => (register & ~(ulong)uint.MaxValue) | (uint)result;
}
