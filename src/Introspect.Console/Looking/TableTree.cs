using Introspect.Core.PageTables;
using Introspect.Inspection;

namespace Introspect.Console.Looking;

/// <summary>A vCPU's translation tables as the lines of a tree whose branches are opened one by one; read without stopping the guest.</summary>
internal sealed class TableTree(IInspectedMachine machine, TimeProvider time)
{
    // A table has up to 4096 entries: they are not read for each frame.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly PageTableReader _reader = new(HeldMemory.Of(machine));
    private readonly HashSet<(int Level, uint First)> _open = [];
    private long? _readAt;

    /// <summary>The registers that the tables were read by.</summary>
    public TranslationRegime Regime { get; private set; }

    /// <summary>The lines as they were read last.</summary>
    public IReadOnlyList<TableLine> Lines { get; private set; } = [];

    /// <summary>Reads the tables again when they were read long ago or belong to another address space.</summary>
    public void Refresh(TranslationRegime regime)
    {
        if (_readAt is { } last && time.GetElapsedTime(last) < s_interval && regime == Regime)
        {
            return;
        }

        _readAt = time.GetTimestamp();
        Regime = regime;
        var lines = new List<TableLine>();
        foreach (TranslationTable root in PageTableReader.Roots(regime))
        {
            Add(lines, root, null, 0);
        }

        Lines = lines;
    }

    /// <summary>Opens a table's branch, or closes it; false when the line is no table.</summary>
    public bool Toggle(TableLine line)
    {
        if (!line.Entry.Kind.IsTable())
        {
            return false;
        }

        (int, uint) key = (line.Entry.Table.Level, line.Entry.First);
        if (!_open.Remove(key))
        {
            _open.Add(key);
        }

        _readAt = null;
        return true;
    }

    /// <summary>How an address is translated now.</summary>
    public AddressWalk Walk(uint address) => _reader.Walk(Regime, address);

    private void Add(List<TableLine> lines, TranslationTable table, TableEntry? above, int depth)
    {
        foreach (TableEntry entry in _reader.Entries(Regime, table, above))
        {
            if (lines.Count > 0 && lines[^1] is { } line && line.Depth == depth && Continues(line, entry))
            {
                lines[^1] = line with { Count = line.Count + 1 };
                continue;
            }

            bool isOpen = entry.Kind.IsTable() && _open.Contains((table.Level, entry.First));
            lines.Add(new TableLine(depth, entry, 1, isOpen));
            if (isOpen && entry.Below is { } below)
            {
                Add(lines, below, entry, depth + 1);
            }
        }
    }

    private static bool Continues(TableLine line, TableEntry entry)
    {
        ulong distance = line.Entry.Size * (ulong)line.Count;
        return !entry.Kind.IsTable() && entry.Kind == line.Entry.Kind && entry.Size == line.Entry.Size && entry.Table == line.Entry.Table &&
            entry.First == line.Entry.First + distance && entry.Physical == line.Entry.Physical + distance &&
            entry.Privileged == line.Entry.Privileged && entry.User == line.Entry.User;
    }
}
