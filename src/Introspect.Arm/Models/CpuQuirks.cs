namespace Introspect.Arm.Models;

/// <summary>What the architecture leaves to the implementation and guests can see.</summary>
[Flags]
public enum CpuQuirks
{
    None = 0,

    /// <summary>STR and STM of the PC store the instruction's address plus 12, not 8 (ARM DDI 0100I A2.4.3).</summary>
    StoresPcPlus12 = 1 << 0,

    /// <summary>FPSCR.STRIDE alone asks for no short vectors (ARM DDI 0409H table 2.10).</summary>
    IgnoresVectorStride = 1 << 1,
}
