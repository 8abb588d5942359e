using Introspect.Arm;
using Introspect.Arm.Models;

namespace Introspect.Differential.Tests;

/// <summary>Random registers, status registers and data for a case.</summary>
internal sealed class RandomState(Profile profile, Random random)
{
    /// <summary>The modes of a case; Supervisor mode is the usual one.</summary>
    private static readonly uint[] s_modes = [0x13, 0x13, 0x13, 0x13, 0x10, 0x10, 0x10, 0x1F, 0x12, 0x11];

    /// <summary>Vectors of up to four registers, one behind the other.</summary>
    private const uint UsualVectors = 3 << 16;

    private const uint Flags = 0xF000_0000, Saturation = 0x0800_0000, GreaterOrEqual = 0x000F_0000;

    private readonly RandomValues _values = new(random, profile.At);

    // What of CPSR and SPSR a version has: Q came with ARMv5TE, GE and E with ARMv6.
    private readonly uint _status =
        Flags | (profile.Model.Version >= ArmVersion.V5TE ? Saturation : 0) | (profile.Model.Version >= ArmVersion.V6 ? GreaterOrEqual : 0);

    /// <summary>Values at random.</summary>
    public RandomValues Values => _values;

    /// <summary>Fills everything.</summary>
    public void Fill(BatchCase made, bool isThumb)
    {
        for (int i = 0; i < made.R.Length; i++)
        {
            made.R[i] = random.Next(12) == 0 ? _values.CodeAddress() : _values.Word();
        }

        for (int i = 0; i < made.D.Length; i++)
        {
            made.D[i] = _values.Vector();
        }

        for (int i = 0; i < made.Data.Length; i++)
        {
            made.Data[i] = random.Next(4) == 0 ? _values.CodeAddress() : _values.Word();
        }

        made.Cpsr = Psr(s_modes[random.Next(s_modes.Length)]);
        if (isThumb)
        {
            made.Cpsr |= BatchCase.ThumbBit | (profile.Model.Version >= ArmVersion.V6T2 && random.Next(3) == 0 ? LastOfItBlock() : 0);
        }

        uint returning = s_modes[random.Next(s_modes.Length)];
        made.Spsr = Psr(returning) | profile.Masks | (profile.Model.Version >= ArmVersion.V4T && random.Next(2) == 0 ? BatchCase.ThumbBit : 0);
        made.Fpscr = profile.Model.Has(ArmExtensions.Vfp2) ? Fpscr() : 0;
        made.Flags |= random.Next(8) == 0 ? DifferLayout.CheckAlignment : 0;
    }

    /// <summary>
    /// Flags, AHP, DN, FZ, rounding, cumulative bits, now and then a length of short vectors, which some models compute and others
    /// refuse to.
    /// </summary>
    public uint Fpscr()
    {
        uint word = (uint)random.NextInt64(1L << 32);
        uint modes = word & (random.Next(3) == 0 ? 0x07C0_0000u : random.Next(2) == 0 ? 0x00C0_0000u : 0);
        uint vectors = profile.Model.Has(ArmExtensions.ShortVectors) ? UsualVectors : ExecutionStateExtensions.FpscrVector;
        vectors = random.Next(10) == 0 ? word & vectors : 0;
        uint cumulative = random.Next(4) == 0 ? word & 0x0800_009F : 0;

        // QEMU 7.2 keeps AHP on a Cortex-A8, too, which has no half precision.
        return ((word & 0xF000_0000) | modes | vectors | cumulative) & profile.Model.FpscrWritable;
    }

    private uint Psr(uint mode) =>
        ((uint)random.NextInt64(1L << 32) & _status) |
        (profile.Model.Version >= ArmVersion.V6 && random.Next(10) == 0 ? BatchCase.BigEndianBit : 0) | mode;

    // IT[7:4] a condition other than 1110 and 1111, IT[3:0] = 1000, spread over CPSR 15:10 and 26:25.
    private uint LastOfItBlock()
    {
        uint it = ((uint)random.Next(14) << 4) | 8;
        return ((it >> 2) << 10) | ((it & 3) << 25);
    }
}
