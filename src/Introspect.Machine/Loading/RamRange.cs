namespace Introspect.Machine.Loading;

/// <summary>A machine's main memory by physical address.</summary>
public readonly record struct RamRange(ulong Base, ulong Size)
{
    public ulong End => Base + Size;
}
