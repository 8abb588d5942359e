namespace Introspect.X64;

/// <summary>The software TLB as translated code reads it.</summary>
/// <param name="IndexMask">Selects the entry from the page number.</param>
/// <param name="EntryBits">Binary logarithm of an entry's bytes.</param>
/// <param name="ReadTag">Offset of the tag that loads compare.</param>
/// <param name="WriteTag">Offset of the tag that stores compare.</param>
/// <param name="HostPage">Offset of the page's address on the host, 64 bits.</param>
public readonly record struct TlbLayout(uint IndexMask, int EntryBits, int ReadTag, int WriteTag, int HostPage);
