using Introspect.Core.PageTables;

namespace Introspect.Console.Looking;

/// <summary>A line of a page-table tree: an entry, with as many like it as follow it without a gap.</summary>
/// <param name="Depth">How many tables lie above it.</param>
/// <param name="Entry">The first entry.</param>
/// <param name="Count">How many entries.</param>
/// <param name="IsOpen">True when the lines of its table follow.</param>
internal sealed record TableLine(int Depth, TableEntry Entry, int Count, bool IsOpen)
{
    /// <summary>The last virtual address that it serves.</summary>
    public uint Last => (uint)(Entry.First + (Entry.Size * (ulong)Count) - 1);
}
