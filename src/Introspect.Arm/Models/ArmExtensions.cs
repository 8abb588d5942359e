namespace Introspect.Arm.Models;

/// <summary>What a CPU model has beyond its version of the architecture (ARM DDI 0406C A1.4).</summary>
[Flags]
public enum ArmExtensions
{
    None = 0,

    /// <summary>VFPv2: single and double precision, 16 doubleword registers.</summary>
    Vfp2 = 1 << 0,

    /// <summary>VFPv3: immediates, fixed-point conversions.</summary>
    Vfp3 = 1 << 1,

    /// <summary>VFPv4: fused multiply-add.</summary>
    Vfp4 = 1 << 2,

    /// <summary>Registers d16 to d31.</summary>
    D32 = 1 << 3,

    /// <summary>Conversions between half and single precision.</summary>
    HalfPrecision = 1 << 4,

    /// <summary>Advanced SIMD (NEON).</summary>
    AdvancedSimd = 1 << 5,

    /// <summary>SDIV and UDIV in A32 and T32.</summary>
    Divide = 1 << 6,

    /// <summary>The Multiprocessing Extensions: PLDW, broadcast maintenance.</summary>
    Multiprocessing = 1 << 7,

    /// <summary>The Security Extensions: Monitor mode, SMC.</summary>
    Security = 1 << 8,

    /// <summary>The Virtualization Extensions: Hyp mode, HVC, ERET, banked register access.</summary>
    Virtualization = 1 << 9,

    /// <summary>The Large Physical Address Extension.</summary>
    LargePhysicalAddress = 1 << 10,

    /// <summary>The Generic Timer.</summary>
    GenericTimer = 1 << 11,

    /// <summary>Thumb-2: the 32-bit Thumb encodings.</summary>
    Thumb2 = 1 << 12,

    /// <summary>BXJ and the registers of Jazelle; here the trivial implementation, which executes no bytecode.</summary>
    Jazelle = 1 << 13,

    /// <summary>ThumbEE: ENTERX, LEAVEX and the registers TEECR and TEEHBR.</summary>
    ThumbEE = 1 << 14,

    /// <summary>Short vectors of VFP: FPSCR.LEN and STRIDE (ARM DDI 0406C D11).</summary>
    ShortVectors = 1 << 15,
}
