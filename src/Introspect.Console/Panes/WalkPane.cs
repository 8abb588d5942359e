using Introspect.Console.Looking;
using Introspect.Console.Screen;
using Introspect.Core.PageTables;
using Introspect.Inspection;

namespace Introspect.Console.Panes;

/// <summary>The walk of one address: each descriptor that is read, and where it ends. Without an address that was asked for, it is pc's.</summary>
internal sealed class WalkPane(MachineWatch watch, TableTree tree, ISymbols symbols) : Pane("walk"), IReadsMachine
{
    private TranslationRegime _regime;
    private uint? _asked;

    public override string Title => _asked is { } address ? $"walk of {address:X8}" : "walk of pc (g: of another address)";

    public void Read(MachineWatch source) => _regime = source.Machine.Vcpus[source.Vcpu].ReadRegime();

    public override void Present(Surface surface)
    {
        tree.Refresh(_regime);
        AddressWalk walk = tree.Walk(_asked ?? watch.Last.Pc);
        string name = symbols.Describe(walk.Address) is { } symbol ? $"  {symbol}" : "";
        surface.PutLine(0, $"virtual   {walk.Address:X8}{name}");
        int y = 1;
        foreach (WalkStep step in walk.Steps)
        {
            string value = step.Table.IsLong ? $"{step.Descriptor:X16}" : $"{step.Descriptor:X8}";
            surface.PutLine(y++, $"level {step.Table.Level}   table {step.Table.Address:X8} [{step.Index:X3}] = {value}  {MmuWords.Of(step.Kind)}");
        }

        surface.PutLine(y++, walk.Physical is { } physical ? $"physical  {physical:X8}" : "physical  none", CellStyle.Here);
        surface.PutParagraph(y, walk.Outcome);
    }

    /// <summary>Shows the walk of an address.</summary>
    public void Goto(uint address) => _asked = address;
}
