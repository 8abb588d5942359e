using System.Collections.Immutable;
using Introspect.Console.Keys;
using Introspect.Console.Looking;
using Introspect.Console.Screen;
using Introspect.Core.PageTables;
using Introspect.Inspection;

namespace Introspect.Console.Panes;

/// <summary>
/// The translation tables of the chosen vCPU as a tree: virtual addresses, what maps them, where they lead, and what privileged code and
/// User mode may do there.
/// </summary>
internal sealed class TablesPane(TableTree tree) : Pane("tables"), IReadsMachine
{
    private readonly ScrolledLines _lines = new();
    private TranslationRegime _regime;

    public override string Title => !_regime.IsEnabled
        ? "page tables: the MMU is off"
        : $"page tables: TTBR0 {_regime.Ttbr0:X8}  TTBR1 {_regime.Ttbr1:X8}  {(_regime.IsLong ? "long" : "short")} descriptors";

    public override ImmutableArray<KeyHelp> Keys => [new("Enter", "open or close a table"), .. ScrolledLines.Keys];

    public void Read(MachineWatch watch) => _regime = watch.Machine.Vcpus[watch.Vcpu].ReadRegime();

    public override void Present(Surface surface)
    {
        tree.Refresh(_regime);
        surface.PutLine(0, "VIRTUAL              ENTRIES            PHYSICAL  PRIV USER", CellStyle.Quiet);
        _lines.Present(
            surface.Part(new Area(0, 1, surface.Width, surface.Height - 1)), tree.Lines.Count, i => (Text(tree.Lines[i]), CellStyle.Normal));
    }

    public override bool Press(KeyPress key) => key.Kind == KeyKind.Enter
        ? _lines.Selected < tree.Lines.Count && tree.Toggle(tree.Lines[_lines.Selected])
        : _lines.Press(key);

    private static string Text(TableLine line)
    {
        string indent = new(' ', line.Depth);
        TableEntry entry = line.Entry;
        string kind = entry.Kind.IsTable()
            ? $"{(line.IsOpen ? '-' : '+')} {MmuWords.Of(entry.Kind)}"
            : $"{line.Count} {MmuWords.Of(entry.Kind, line.Count)}";
        string rights = entry.Kind.IsTable() ? "" : $"{entry.Privileged}  {entry.User}";
        return $"{indent}{entry.First:X8}-{line.Last:X8}{new string(' ', Math.Max(0, 3 - line.Depth))} {kind,-18} {entry.Physical:X8}  {rights}";
    }
}
