namespace Introspect.Cpu.Mmu;

/// <summary>Where a virtual page lies and what may be done with it.</summary>
/// <param name="PhysicalPage">Physical address of the 4 KiB page.</param>
/// <param name="Read">Loads are allowed.</param>
/// <param name="Write">Stores are allowed.</param>
/// <param name="Execute">Fetches are allowed.</param>
/// <param name="Size">Bytes that its descriptor maps: more than a page for large pages and sections.</param>
/// <param name="Attributes">Memory type and shareability as PAR shows them (bits 10:1), for the address translation operations.</param>
public readonly record struct PageTranslation(ulong PhysicalPage, bool Read, bool Write, bool Execute, ulong Size, uint Attributes);
