namespace Introspect.X64;

/// <summary>A memory operand: <c>[base + index * 2^scale + displacement]</c>, each part as wanted.</summary>
/// <param name="Base">A register, or null.</param>
/// <param name="Displacement">A constant.</param>
/// <param name="Index">A register other than RSP, or null.</param>
/// <param name="Scale">Binary logarithm of the factor of <paramref name="Index"/>, 0 to 3.</param>
/// <param name="Segment">What the sum is added to.</param>
public readonly record struct MemoryOperand(
    Host? Base, int Displacement, Host? Index = null, byte Scale = 0, Segment Segment = Segment.None);

/// <summary>What an address is relative to.</summary>
public enum Segment : byte
{
    /// <summary>Nothing: it is the host's address.</summary>
    None,

    /// <summary>The window at the base of GS; the sum is the guest's address, taken modulo 2^32 (prefixes 65 and 67).</summary>
    Guest,

    /// <summary>As <see cref="Guest"/>, but the sum has 64 bits (prefix 65): from 2^32 on it lies behind the guest's addresses and faults.</summary>
    GuestUnwrapped,
}
