namespace Introspect.X64;

/// <summary>A memory operand: <c>[base + index * 2^scale + displacement]</c>, each part as wanted.</summary>
/// <param name="Base">A register, or null.</param>
/// <param name="Displacement">A constant.</param>
/// <param name="Index">A register other than RSP, or null.</param>
/// <param name="Scale">Binary logarithm of the factor of <paramref name="Index"/>, 0 to 3.</param>
/// <param name="IsGuest">
/// The sum is an address of the guest, taken modulo 2^32, in the window that begins at the base of GS (prefixes 65 and 67).
/// </param>
public readonly record struct MemoryOperand(Host? Base, int Displacement, Host? Index = null, byte Scale = 0, bool IsGuest = false);
