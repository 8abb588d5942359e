using Introspect.Core.PageTables;

namespace Introspect.Memory;

/// <summary>
/// A machine's RAM by physical address, for bus masters (DMA), loaders and those who look from outside. Reads have no side
/// effect and reach RAM and ROM only; a range that touches anything else is refused as a whole.
/// </summary>
public interface IPhysicalMemory : IPhysicalReader
{
    /// <summary>Copies in bytes, as a bus master does: translated code of these pages is dropped. False when some of the range is not RAM.</summary>
    bool TryWrite(ulong address, ReadOnlySpan<byte> source);
}
