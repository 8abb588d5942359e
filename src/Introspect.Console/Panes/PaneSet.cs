using System.Collections.Frozen;
using Introspect.Console.Following;
using Introspect.Console.Looking;
using Introspect.Inspection;

namespace Introspect.Console.Panes;

/// <summary>All panes of a console by name; those that have nothing to look at say why.</summary>
internal sealed class PaneSet : IDisposable
{
    private readonly FrozenDictionary<string, Pane> _byName;

    public PaneSet(ConsoleSource source, MachineWatch? watch, GuestWatch? guest, TimeProvider time)
    {
        ISymbols symbols = guest is not null ? guest : new NoSymbols();
        var panes = new List<Pane>();
        if (watch is not null)
        {
            var tree = new TableTree(watch.Machine, time);
            panes.Add(new MachinesPane(watch));
            panes.Add(new RegistersPane(watch));
            panes.Add(Disassembly = new DisassemblyPane(watch, symbols));
            panes.Add(new TablesPane(tree));
            panes.Add(Walk = new WalkPane(watch, tree, symbols));
            if (watch.Machine is ICountsExits counts)
            {
                panes.Add(new ExitsPane(new ExitsWatch(counts, time)));
            }

            if (watch.Machine is ITraced traced)
            {
                var trace = TraceWatch.Live();
                Trace = new LiveTrace(traced, trace);
                panes.Add(new TimelinePane(trace, isFile: false, time));
                panes.Add(new EventsPane(trace, isFile: false));
            }
        }
        else if (source.Recording is { } recording)
        {
            var trace = TraceWatch.Of(recording);
            Trouble = trace.Trouble;
            panes.Add(new TimelinePane(trace, isFile: true, time));
            panes.Add(new ExitsPane(new RecordedExits(trace)));
            panes.Add(new EventsPane(trace, isFile: true));
        }

        if (guest is not null)
        {
            panes.Add(new TasksPane(guest));
        }

        if (source.Terminal is not null)
        {
            panes.Add(new TerminalPane(source.Terminal, source.Type));
        }

        string Reason(string pane) => watch is null
            ? "A trace file holds what happened, not the machine: there is nothing to see here."
            : pane == "terminal"
                ? "The guest's first serial port is not connected to the console."
                : "This machine does not offer what would be seen here.";
        _byName = Screen.Page.All.SelectMany(static page => page.Panes).Distinct()
            .Select(name => panes.Find(pane => pane.Name == name) ?? new NothingPane(name, Reason(name)))
            .ToFrozenDictionary(static pane => pane.Name);
    }

    /// <summary>The pane of code, where there is code.</summary>
    public DisassemblyPane? Disassembly { get; }

    /// <summary>The pane of one address's walk, where there are tables.</summary>
    public WalkPane? Walk { get; }

    /// <summary>What is wrong with the trace file, or null.</summary>
    public string? Trouble { get; }

    /// <summary>The machine's trace, where it has one.</summary>
    public LiveTrace? Trace { get; }

    /// <summary>A pane.</summary>
    public Pane this[string name] => _byName[name];

    public void Dispose()
    {
        Trace?.Dispose();
        Disassembly?.Dispose();
    }

    private sealed class NoSymbols : ISymbols
    {
        public string? Describe(uint address) => null;
    }
}
