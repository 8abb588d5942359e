using Introspect.Arm.Models;

namespace Introspect.Arm;

/// <summary>Bits of the CPSR and the SPSRs.</summary>
public static class Psr
{
    public const uint ModeMask = 0x1F;
    public const int T = 5;
    public const int F = 6;
    public const int I = 7;
    public const int A = 8;
    public const int E = 9;
    public const int J = 24;
    public const int Q = 27;

    /// <summary>The interrupt masks A, I and F.</summary>
    public const uint MaskBits = 0x1C0;

    /// <summary>Flags and GE bits: what User mode may write.</summary>
    public const uint UserBits = 0xF80F_0000;

    /// <summary>Bits 23:20, which no MSR writes.</summary>
    public const uint Reserved = 0x00F0_0000;

    /// <summary>The bits that the status registers of a model have (ARM DDI 0100I A2.5, ARM DDI 0406C B1.3.3).</summary>
    public static uint BitsOf(CpuModel model) =>
        0xF000_0000 | (1u << I) | (1u << F) | ModeMask |
        (model.Version >= ArmVersion.V4T ? 1u << T : 0) |
        (model.Version >= ArmVersion.V5TE ? 1u << Q : 0) |
        (model.Has(ArmExtensions.Jazelle) ? 1u << J : 0) |
        (model.Version >= ArmVersion.V6 ? (0xFu << 16) | (1u << E) | (1u << A) : 0) |
        (model.Has(ArmExtensions.Thumb2) ? 0x0600_FC00u : 0);

    /// <summary>The IT state that a program status register holds.</summary>
    public static byte It(uint psr) => (byte)(((psr >> 25) & 3) | ((psr >> 8) & 0xFC));
}
