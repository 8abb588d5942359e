using Introspect.TestKit.FloatingPoint;

namespace Introspect.Cpu.Tests.FloatingPoint;

/// <summary>Registers that an instruction reads.</summary>
[Flags]
internal enum Uses
{
    D = 1,
    N = 2,
    M = 4,
}

/// <summary>
/// The operands that an instruction is tried with: every sign, the exponents at which something changes and the fractions at their ends, crossed with one
/// another, as TestFloat does; and numbers drawn at random, many of them with few bits, so that ties and exact results are common.
/// </summary>
/// <param name="Format">How the registers are read; null for integers.</param>
/// <param name="Uses">The registers that are read.</param>
internal sealed record VfpOperands(ExactReference? Format, Uses Uses)
{
    // RMode, FZ and DN, in that order above it.
    private const int ControlShift = 22, Controls = 16;

    /// <summary>AHP, the cumulative flags, QC and NZCV: none of them but AHP changes a result, and none is lost.</summary>
    private const uint Carried = 0xFC00_009F;

    private static readonly ulong[] s_integers =
    [
        0, 1, 2, 0x7FFF, 0x8000, 0x8001, 0xFFFF, 0x1_0000, 0x00FF_FFFF, 0x0100_0001, 0x0180_0001, 0x3FFF_FFFF, 0x4000_0000, 0x7FFF_FFBF, 0x7FFF_FFC0,
        0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0x8000_0080, 0xC000_0000, 0xFFFF_7FFF, 0xFFFF_8000, 0xFFFF_FF7F, 0xFFFF_FF80, 0xFFFF_FFFF,
    ];

    /// <summary>A sample: each set of operands under one control, and as many again at random.</summary>
    public IEnumerable<VfpCase> Sample(int count, Random random)
    {
        ulong[] corners = Corners(Exponents(few: true), Fractions(few: true));
        for (int i = 0; i < count; i++)
        {
            yield return Case(Pick(corners, random), Pick(corners, random), Pick(corners, random), (uint)random.Next(Controls), random);
            yield return Case(Draw(random), Draw(random), Draw(random), (uint)random.Next(Controls), random);
        }
    }

    /// <summary>Every pair of corners under every control, every three of the few, and numbers at random.</summary>
    public IEnumerable<VfpCase> Sweep(int randoms, Random random)
    {
        foreach ((ulong d, ulong n, ulong m) in Tuples())
        {
            for (uint control = 0; control < Controls; control++)
            {
                yield return Case(d, n, m, control, random);
            }
        }

        for (int i = 0; i < randoms; i++)
        {
            yield return Case(Draw(random), Draw(random), Draw(random), (uint)random.Next(Controls), random);
        }
    }

    private IEnumerable<(ulong D, ulong N, ulong M)> Tuples()
    {
        ulong[] corners = Format == ExactReference.Half
            ? [.. Enumerable.Range(0, 0x1_0000).Select(static half => (ulong)half)]
            : Corners(Exponents(few: false), Fractions(few: false));
        switch (Uses)
        {
            case Uses.D or Uses.N or Uses.M:
                foreach (ulong only in corners)
                {
                    yield return (only, only, only);
                }

                break;
            case Uses.D | Uses.N | Uses.M:
                ulong[] few = Corners(Exponents(few: true), Fractions(few: true));
                foreach (ulong d in few)
                {
                    foreach (ulong n in few)
                    {
                        foreach (ulong m in few)
                        {
                            yield return (d, n, m);
                        }
                    }
                }

                break;
            default:
                foreach (ulong other in corners)
                {
                    foreach (ulong m in corners)
                    {
                        yield return (other, other, m);
                    }
                }

                break;
        }
    }

    private static ulong Pick(ulong[] from, Random random) => from[random.Next(from.Length)];

    private ulong Draw(Random random)
    {
        if (Format is null)
        {
            return (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> (random.Next(2) * random.Next(64));
        }

        ulong mask = (1UL << Format.FractionBits) - 1;
        ulong[] exponents = Exponents(few: false);
        ulong exponent = random.Next(2) == 0 ? Pick(exponents, random) : (ulong)random.Next(1 << Format.ExponentBits);
        ulong fewBits = ((ulong)random.Next(16) << random.Next(Format.FractionBits)) & mask;
        ulong fraction = random.Next(4) switch
        {
            0 => fewBits,
            1 => mask - fewBits,
            _ => (ulong)random.NextInt64() & mask,
        };
        return (random.Next(2) == 0 ? Format.Sign : 0) | (exponent << Format.FractionBits) | fraction;
    }

    private ulong[] Corners(ulong[] exponents, ulong[] fractions) => Format is null ? s_integers :
    [
        .. from sign in (ulong[])[0, Format.Sign]
           from exponent in exponents
           from fraction in fractions
           select sign | (exponent << Format.FractionBits) | fraction,
    ];

    // Zero and denormals, where products and quotients become tiny, one, where all of a fraction or of an integer is before the point, overflow, NaN.
    private ulong[] Exponents(bool few)
    {
        if (Format is null)
        {
            return [];
        }

        int bias = (1 << (Format.ExponentBits - 1)) - 1, bits = Format.FractionBits;
        int[] exponents = few
            ? [0, 1, bias - 1, bias, bias + bits, 2 * bias, (2 * bias) + 1]
            :
            [
                0, 1, 2, bits, bits + 1, bias / 2, (bias / 2) + 1, bias - bits - 1, bias - bits, bias - 2, bias - 1, bias, bias + 1, bias + 2, bias + 14,
                bias + 15, bias + 30, bias + 31, bias + bits, bias + bits + 1, (3 * bias / 2) + 1, (2 * bias) - 1, 2 * bias, (2 * bias) + 1,
            ];
        return [.. exponents.Where(exponent => exponent >= 0 && exponent <= (2 * bias) + 1).Distinct().Select(static exponent => (ulong)exponent)];
    }

    private ulong[] Fractions(bool few)
    {
        if (Format is null)
        {
            return [];
        }

        ulong all = (1UL << Format.FractionBits) - 1;
        return few ? [0, 1, all] : [0, 1, Format.Quiet, all];
    }

    // A single is the low half of its register, whose upper half must not matter; of a half precision register both halves are one.
    private VfpCase Case(ulong d, ulong n, ulong m, uint control, Random random)
    {
        uint fpscr = (control << ControlShift) | ((uint)random.NextInt64() & Carried);
        return new VfpCase(fpscr, Register(d), Register(n), Register(m));
    }

    private ulong Register(ulong value) =>
        Format == ExactReference.Double ? value
        : Format == ExactReference.Half ? value | ((value ^ 0xFFFF) << 16)
        : value | ((value ^ 0x5A5A_5A5A) << 32);
}
