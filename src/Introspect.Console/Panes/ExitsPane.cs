using System.Collections.Immutable;
using Introspect.Console.Keys;
using Introspect.Console.Looking;
using Introspect.Console.Screen;
using Introspect.Inspection;

namespace Introspect.Console.Panes;

/// <summary>Why vCPUs left translated code: how often, how fast, and what it cost. Reasons that never came are left out.</summary>
internal sealed class ExitsPane(IExits exits) : Pane("exits"), IReadsMachine
{
    private readonly ScrolledLines _lines = new();

    public override string Title => "traps and exits";

    public override ImmutableArray<KeyHelp> Keys => ScrolledLines.Keys;

    public void Read(MachineWatch watch) => (exits as IReadsMachine)?.Read(watch);

    public override void Present(Surface surface)
    {
        ImmutableArray<ExitCount> rows = [.. exits.Exits.Where(static exit => exit.Count > 0)];
        surface.PutLine(0, $"{"REASON",-14}{"COUNT",12}{"PER S",10}{"NS EACH",9}", CellStyle.Quiet);
        _lines.Present(surface.Part(new Area(0, 1, surface.Width, surface.Height - 1)), rows.Length, i => (Line(rows[i]), CellStyle.Normal));
    }

    public override bool Press(KeyPress key) => _lines.Press(key);

    private string Line(ExitCount exit) =>
        $"{exit.Reason,-14}{exit.Count,12}{exits.PerSecond(exit.Reason),10:F0}{(exit.CostNs == 0 ? "-" : $"{exit.CostNs / exit.Count}"),9}";
}
