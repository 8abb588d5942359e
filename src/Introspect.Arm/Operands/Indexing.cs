namespace Introspect.Arm.Operands;

/// <summary>How a load or store uses base and offset: the bits P, U and W, in this order (ARM DDI 0406C A8.5).</summary>
/// <param name="PreIndexed">The offset counts for the access; otherwise the access is at the base, and the base is updated after it.</param>
/// <param name="Add">The offset is added, not subtracted.</param>
/// <param name="W">The W bit: with a pre-indexed access, the base is updated.</param>
public readonly record struct Indexing(bool PreIndexed, bool Add, bool W)
{
    /// <summary>From the three bits P:U:W.</summary>
    public static Indexing From(uint field) => new((field & 4) != 0, (field & 2) != 0, (field & 1) != 0);

    /// <summary>The base register is updated.</summary>
    public bool WritesBack => !PreIndexed || W;
}
