namespace Introspect.Core.PageTables;

/// <summary>Memory by physical address, to look at. Reading has no side effect and reaches RAM and ROM only.</summary>
public interface IPhysicalReader
{
    /// <summary>Copies out bytes; false when some of the range is not RAM or ROM.</summary>
    bool TryRead(ulong address, Span<byte> destination);
}
