using System.Collections.Immutable;
using Introspect.Console.Keys;
using Introspect.Console.Looking;
using Introspect.Console.Screen;
using Introspect.Inspection;

namespace Introspect.Console.Panes;

/// <summary>
/// The registers of the chosen vCPU: core ones first, then system ones, then the others. A star marks a value that is not what it was.
/// </summary>
internal sealed class RegistersPane(MachineWatch watch) : Pane("registers")
{
    private const int ColumnWidth = 26;
    private const string Modes = "usr fiq irq svc -   -   mon abt -   -   hyp und -   -   -   sys ";

    private readonly ImmutableArray<int> _order =
    [
        .. watch.Registers.Index()
            .OrderBy(static row => row.Item.Group switch { RegisterGroups.Core => 0, RegisterGroups.System => 1, RegisterGroups.Vfp => 3, _ => 2 })
            .Select(static row => row.Index),
    ];

    private int _first, _page = 1;

    public override string Title => $"vCPU {watch.Vcpu}: {Mode(watch.Cpsr)} {Flags(watch.Cpsr)}";

    public override ImmutableArray<KeyHelp> Keys => [new("Up Down PgUp PgDn Home", "other registers"), new("v", "next vCPU")];

    /// <summary>CPSR's mode (ARM DDI 0406C B1.3.1).</summary>
    public static string Mode(uint cpsr) => (cpsr & 0x10) == 0 ? "???" : Modes.Substring((int)(cpsr & 0xF) * 4, 3).TrimEnd();

    public override void Present(Surface surface)
    {
        int columns = Math.Max(1, surface.Width / ColumnWidth);
        _page = Math.Max(1, surface.Height);
        _first = Math.Clamp(_first, 0, Math.Max(0, _order.Length - (columns * surface.Height)));
        for (int i = 0; i < columns * surface.Height && _first + i < _order.Length; i++)
        {
            int register = _order[_first + i];
            RegisterDescription description = watch.Registers[register];
            ulong value = watch.Last.Registers[register];
            bool isChanged = watch.IsChanged(register);
            string text = $"{description.Name,-8} {(description.Bits > 32 ? $"{value:X16}" : $"{value:X8}")}{(isChanged ? "*" : "")}";
            surface.Put(i / surface.Height * ColumnWidth, i % surface.Height, text, isChanged ? CellStyle.Changed : CellStyle.Normal);
        }
    }

    public override bool Press(KeyPress key)
    {
        if (key.Is('v'))
        {
            watch.NextVcpu();
            return true;
        }

        int? target = key.Kind switch
        {
            KeyKind.Up => _first - 1,
            KeyKind.Down => _first + 1,
            KeyKind.PageUp => _first - _page,
            KeyKind.PageDown => _first + _page,
            KeyKind.Home => 0,
            KeyKind.End => _order.Length,
            _ => null,
        };
        _first = Math.Max(0, target ?? _first);
        return target is not null;
    }

    // Set flags in capitals, as debuggers write them; T is the instruction set.
    private static string Flags(uint cpsr) => string.Concat("NZCVAIFT".Zip(
        [31, 30, 29, 28, 8, 7, 6, 5],
        (letter, bit) => (cpsr >> bit & 1) != 0 ? letter : char.ToLowerInvariant(letter)));
}
