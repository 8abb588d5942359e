using CsCheck;
using Introspect.Ir.FloatingPoint;

namespace Introspect.Ir.Tests.FloatingPoint;

/// <summary>Every operation against the instruction that it is the meaning of, as QEMU executes it on a Cortex-A15.</summary>
public sealed class QemuDifferentialTests
{
    private const int RandomRecords = 6_000;

    private static readonly Gen<ulong> s_single = FloatGen.Single.Select(bits => (ulong)bits);
    private static readonly Gen<ulong> s_half = FloatGen.Half.Select(bits => (ulong)bits);
    private static readonly Gen<ulong> s_word = FloatGen.Word.Select(bits => (ulong)bits);

    private sealed record Row(Gen<ulong> Operands, ulong[] Corners, Meaning Meaning);

    private static readonly Dictionary<string, Row> s_rows = new()
    {
        ["op \"vadd.f32 s12, s0, s2\""] = Singles(Meanings.Of(SoftFloat.Add32)),
        ["op \"vsub.f32 s12, s0, s2\""] = Singles(Meanings.Of(SoftFloat.Sub32)),
        ["op \"vmul.f32 s12, s0, s2\""] = Singles(Meanings.Of(SoftFloat.Mul32)),
        ["op \"vdiv.f32 s12, s0, s2\""] = Singles(Meanings.Of(SoftFloat.Div32)),
        ["op \"vsqrt.f32 s12, s0\""] = Singles(Meanings.Of(SoftFloat.Sqrt32)),
        ["op \"vmov.f32 s12, s0\", \"vfma.f32 s12, s2, s4\""] = Singles(Meanings.Of(SoftFloat.MulAdd32)),
        ["op \"vcmp.f32 s0, s2\""] = Singles(Compare32(signalQuietNaN: false)),
        ["op \"vcmpe.f32 s0, s2\""] = Singles(Compare32(signalQuietNaN: true)),
        ["op \"vcvt.f64.f32 d6, s0\""] = Singles((a, _, _, ref f) => SoftFloat.SingleToDouble((uint)a, ref f)),
        ["op \"vcvtb.f16.f32 s12, s0\""] = Singles(Meanings.Of(SoftFloat.SingleToHalf)),
        ["op \"vcvtb.f32.f16 s12, s0\""] = Halves(Meanings.Of(SoftFloat.HalfToSingle)),
        ["op \"vcvt.s32.f32 s12, s0\""] = Singles(ToFixed32(32, 0, unsigned: false, towardsZero: true)),
        ["op \"vcvt.u32.f32 s12, s0\""] = Singles(ToFixed32(32, 0, unsigned: true, towardsZero: true)),
        ["op \"vcvtr.s32.f32 s12, s0\""] = Singles(ToFixed32(32, 0, unsigned: false, towardsZero: false)),
        ["op \"vcvtr.u32.f32 s12, s0\""] = Singles(ToFixed32(32, 0, unsigned: true, towardsZero: false)),
        ["op \"vcvt.f32.s32 s12, s0\""] = Words(FromFixed32(32, 0, unsigned: false, toNearest: false)),
        ["op \"vcvt.f32.u32 s12, s0\""] = Words(FromFixed32(32, 0, unsigned: true, toNearest: false)),
        ["op \"vmov.f32 s12, s0\", \"vcvt.s16.f32 s12, s12, #5\""] =
            Singles(ToFixed32(16, 5, unsigned: false, towardsZero: true)),
        ["op \"vmov.f32 s12, s0\", \"vcvt.u16.f32 s12, s12, #16\""] =
            Singles(ToFixed32(16, 16, unsigned: true, towardsZero: true)),
        ["op \"vmov.f32 s12, s0\", \"vcvt.s32.f32 s12, s12, #32\""] =
            Singles(ToFixed32(32, 32, unsigned: false, towardsZero: true)),
        ["op \"vmov.f32 s12, s0\", \"vcvt.u32.f32 s12, s12, #1\""] = Singles(ToFixed32(32, 1, unsigned: true, towardsZero: true)),
        ["op \"vmov.f32 s12, s0\", \"vcvt.f32.s16 s12, s12, #5\""] = Words(FromFixed32(16, 5, unsigned: false, toNearest: true)),
        ["op \"vmov.f32 s12, s0\", \"vcvt.f32.u16 s12, s12, #16\""] = Words(FromFixed32(16, 16, unsigned: true, toNearest: true)),
        ["op \"vmov.f32 s12, s0\", \"vcvt.f32.s32 s12, s12, #32\""] =
            Words(FromFixed32(32, 32, unsigned: false, toNearest: true)),
        ["op \"vmov.f32 s12, s0\", \"vcvt.f32.u32 s12, s12, #1\""] = Words(FromFixed32(32, 1, unsigned: true, toNearest: true)),

        ["op \"vadd.f64 d6, d0, d1\""] = Doubles(Meanings.Of(SoftFloat.Add64)),
        ["op \"vsub.f64 d6, d0, d1\""] = Doubles(Meanings.Of(SoftFloat.Sub64)),
        ["op \"vmul.f64 d6, d0, d1\""] = Doubles(Meanings.Of(SoftFloat.Mul64)),
        ["op \"vdiv.f64 d6, d0, d1\""] = Doubles(Meanings.Of(SoftFloat.Div64)),
        ["op \"vsqrt.f64 d6, d0\""] = Doubles(Meanings.Of(SoftFloat.Sqrt64)),
        ["op \"vmov.f64 d6, d0\", \"vfma.f64 d6, d1, d2\""] = Doubles(Meanings.Of(SoftFloat.MulAdd64)),
        ["op \"vcmp.f64 d0, d1\""] = Doubles(Compare64(signalQuietNaN: false)),
        ["op \"vcmpe.f64 d0, d1\""] = Doubles(Compare64(signalQuietNaN: true)),
        ["op \"vcvt.f32.f64 s12, d0\""] = Doubles((a, _, _, ref f) => SoftFloat.DoubleToSingle(a, ref f)),
        ["op \"vcvt.s32.f64 s12, d0\""] = Doubles(ToFixed64(32, 0, unsigned: false, towardsZero: true)),
        ["op \"vcvt.u32.f64 s12, d0\""] = Doubles(ToFixed64(32, 0, unsigned: true, towardsZero: true)),
        ["op \"vcvtr.s32.f64 s12, d0\""] = Doubles(ToFixed64(32, 0, unsigned: false, towardsZero: false)),
        ["op \"vcvtr.u32.f64 s12, d0\""] = Doubles(ToFixed64(32, 0, unsigned: true, towardsZero: false)),
        ["op \"vcvt.f64.s32 d6, s0\""] = Words(FromFixed64(32, 0, unsigned: false, toNearest: false)),
        ["op \"vcvt.f64.u32 d6, s0\""] = Words(FromFixed64(32, 0, unsigned: true, toNearest: false)),
        ["op \"vmov.f64 d6, d0\", \"vcvt.s16.f64 d6, d6, #5\""] =
            Doubles(SignExtended(ToFixed64(16, 5, unsigned: false, towardsZero: true))),
        ["op \"vmov.f64 d6, d0\", \"vcvt.u16.f64 d6, d6, #16\""] = Doubles(ToFixed64(16, 16, unsigned: true, towardsZero: true)),
        ["op \"vmov.f64 d6, d0\", \"vcvt.s32.f64 d6, d6, #32\""] =
            Doubles(SignExtended(ToFixed64(32, 32, unsigned: false, towardsZero: true))),
        ["op \"vmov.f64 d6, d0\", \"vcvt.u32.f64 d6, d6, #1\""] = Doubles(ToFixed64(32, 1, unsigned: true, towardsZero: true)),
        ["op \"vmov.f64 d6, d0\", \"vcvt.f64.s16 d6, d6, #5\""] = Words(FromFixed64(16, 5, unsigned: false, toNearest: true)),
        ["op \"vmov.f64 d6, d0\", \"vcvt.f64.u16 d6, d6, #16\""] = Words(FromFixed64(16, 16, unsigned: true, toNearest: true)),
        ["op \"vmov.f64 d6, d0\", \"vcvt.f64.s32 d6, d6, #32\""] = Words(FromFixed64(32, 32, unsigned: false, toNearest: true)),
        ["op \"vmov.f64 d6, d0\", \"vcvt.f64.u32 d6, d6, #1\""] = Words(FromFixed64(32, 1, unsigned: true, toNearest: true)),

        ["simd \"vadd.f32 d6, d0, d1\""] = Simd(Meanings.Of(SoftFloat.Add32)),
        ["simd \"vmul.f32 d6, d0, d1\""] = Simd(Meanings.Of(SoftFloat.Mul32)),
        ["simd \"vmov d6, d0\", \"vfma.f32 d6, d1, d2\""] = Simd(Meanings.Of(SoftFloat.MulAdd32)),
        ["simd \"vmax.f32 d6, d0, d1\""] = Simd(Meanings.Of(SoftFloat.Max32)),
        ["simd \"vmin.f32 d6, d0, d1\""] = Simd(Meanings.Of(SoftFloat.Min32)),
        ["simd \"vceq.f32 d6, d0, d1\""] = Simd((a, b, _, ref f) => Mask(SoftFloat.Equal32((uint)a, (uint)b, ref f))),
        ["simd \"vcge.f32 d6, d0, d1\""] = Simd((a, b, _, ref f) => Mask(SoftFloat.GreaterOrEqual32((uint)a, (uint)b, ref f))),
        ["simd \"vcgt.f32 d6, d0, d1\""] = Simd((a, b, _, ref f) => Mask(SoftFloat.Greater32((uint)a, (uint)b, ref f))),
        ["simd \"vacge.f32 d6, d0, d1\""] = Simd((a, b, _, ref f) => Mask(SoftFloat.GreaterOrEqual32(Abs(a), Abs(b), ref f))),
        ["simd \"vacgt.f32 d6, d0, d1\""] = Simd((a, b, _, ref f) => Mask(SoftFloat.Greater32(Abs(a), Abs(b), ref f))),
        ["simd \"vrecpe.f32 d6, d0\""] = Singles(Meanings.Of(SoftFloat.RecipEstimate32)),
        ["simd \"vrsqrte.f32 d6, d0\""] = Singles(Meanings.Of(SoftFloat.RSqrtEstimate32)),
        ["simd \"vrecpe.u32 d6, d0\""] = Words((a, _, _, ref _) => SoftFloat.UnsignedRecipEstimate((uint)a)),
        ["simd \"vrsqrte.u32 d6, d0\""] = Words((a, _, _, ref _) => SoftFloat.UnsignedRSqrtEstimate((uint)a)),
        ["simd \"vrecps.f32 d6, d0, d1\""] = Singles(Meanings.Of(SoftFloat.RecipStep32)),
        ["simd \"vrsqrts.f32 d6, d0, d1\""] = Singles(Meanings.Of(SoftFloat.RSqrtStep32)),
        ["simd \"vmov d1, d0; vcvt.f16.f32 d6, q0\", \"vmovl.u16 q3, d6\""] = Simd(Meanings.Of(SoftFloat.SingleToHalf)),
        ["simd \"vcvt.f32.f16 q3, d0\""] = Halves(Standard(Meanings.Of(SoftFloat.HalfToSingle))),
        ["simd \"vcvt.s32.f32 d6, d0, #7\""] = Simd(ToFixed32(32, 7, unsigned: false, towardsZero: true)),
        ["simd \"vcvt.f32.u32 d6, d0, #7\""] = Words(Standard(FromFixed32(32, 7, unsigned: true, toNearest: true))),
    };

    public static TheoryData<string> Instructions => [.. QemuVfp.Instructions];

    [Fact]
    public void Every_instruction_of_the_guest_has_a_meaning_here() => Assert.Equal(QemuVfp.Instructions, s_rows.Keys);

    [Theory, MemberData(nameof(Instructions))]
    public void An_operation_does_what_the_instruction_does(string instruction)
    {
        Assert.SkipUnless(QemuVfp.IsInstalled, "qemu-arm is not installed (Debian package qemu-user)");
        Row row = s_rows[instruction];
        AssertSame(instruction, row.Meaning, CornerRecords(row.Corners));
        Gen.Select(FloatGen.Fpscr, row.Operands, row.Operands, row.Operands, (fpscr, a, b, c) => new VfpOperands(fpscr, a, b, c))
            .Array[RandomRecords]
            .Sample(records => AssertSame(instruction, row.Meaning, records), iter: 1, threads: 1);
    }

    private static void AssertSame(string instruction, Meaning meaning, IReadOnlyList<VfpOperands> records)
    {
        (ulong Result, uint Fpscr)[] theirs = QemuVfp.Run(instruction, records);
        for (int i = 0; i < records.Count; i++)
        {
            (uint fpscr, ulong a, ulong b, ulong c) = records[i];
            uint after = fpscr;
            ulong result = meaning(a, b, c, ref after);
            Assert.True(
                (result, after) == theirs[i],
                $"{instruction} of {a:X} {b:X} {c:X} under {fpscr:X8}: ours {result:X} {after:X8}, "
                + $"QEMU's {theirs[i].Result:X} {theirs[i].Fpscr:X8}");
        }
    }

    /// <summary>All pairs of corners under all rounding modes, flushing and default NaN; the third takes its turn.</summary>
    private static List<VfpOperands> CornerRecords(ulong[] corners)
    {
        var records = new List<VfpOperands>();
        foreach (ulong a in corners)
        {
            foreach (ulong b in corners)
            {
                for (uint control = 0; control < 16; control++)
                {
                    records.Add(new VfpOperands(control << 22, a, b, corners[records.Count / 7 % corners.Length]));
                }
            }
        }

        return records;
    }

    private static Row Singles(Meaning meaning) => new(s_single, FloatGen.SingleCorners, meaning);

    private static Row Doubles(Meaning meaning) => new(FloatGen.Double, FloatGen.DoubleCorners, meaning);

    private static Row Halves(Meaning meaning) => new(s_half, FloatGen.HalfCorners, meaning);

    private static Row Words(Meaning meaning) => new(s_word, FloatGen.WordCorners, meaning);

    private static Row Simd(Meaning meaning) => Singles(Standard(meaning));

    private static Meaning Standard(Meaning meaning) => (a, b, c, ref fpscr) =>
    {
        uint status = FloatStatus.Standard(fpscr);
        ulong result = meaning(a, b, c, ref status);
        fpscr = FloatStatus.Accumulate(fpscr, status);
        return result;
    };

    private static Meaning Compare32(bool signalQuietNaN) =>
        (a, b, _, ref f) => Nzcv(SoftFloat.Compare32((uint)a, (uint)b, signalQuietNaN, ref f), ref f);

    private static Meaning Compare64(bool signalQuietNaN) =>
        (a, b, _, ref f) => Nzcv(SoftFloat.Compare64(a, b, signalQuietNaN, ref f), ref f);

    private static Meaning ToFixed32(int width, int fractionBits, bool unsigned, bool towardsZero) =>
        (a, _, _, ref f) => SoftFloat.ToFixed32((uint)a, width, fractionBits, unsigned, towardsZero, ref f);

    private static Meaning ToFixed64(int width, int fractionBits, bool unsigned, bool towardsZero) =>
        (a, _, _, ref f) => SoftFloat.ToFixed64(a, width, fractionBits, unsigned, towardsZero, ref f);

    private static Meaning FromFixed32(int width, int fractionBits, bool unsigned, bool toNearest) =>
        (a, _, _, ref f) => SoftFloat.FromFixed32((uint)a, width, fractionBits, unsigned, toNearest, ref f);

    private static Meaning FromFixed64(int width, int fractionBits, bool unsigned, bool toNearest) =>
        (a, _, _, ref f) => SoftFloat.FromFixed64((uint)a, width, fractionBits, unsigned, toNearest, ref f);

    /// <summary>A fixed-point result in a doubleword register.</summary>
    private static Meaning SignExtended(Meaning meaning) =>
        (a, b, c, ref f) => (ulong)(int)meaning(a, b, c, ref f);

    private static ulong Nzcv(uint nibble, ref uint fpscr)
    {
        fpscr = (fpscr & 0x0FFF_FFFF) | (nibble << 28);
        return 0;
    }

    private static ulong Mask(bool condition) => condition ? uint.MaxValue : 0;

    private static uint Abs(ulong bits) => (uint)bits & 0x7FFF_FFFF;
}
