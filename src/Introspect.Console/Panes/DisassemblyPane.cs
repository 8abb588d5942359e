using System.Collections.Immutable;
using Introspect.Console.Code;
using Introspect.Console.Keys;
using Introspect.Console.Looking;
using Introspect.Console.Screen;
using Introspect.Inspection;

namespace Introspect.Console.Panes;

/// <summary>
/// Code around the program counter, which it follows, or around an address that was asked for. In front of a line: <c>&gt;</c> the
/// program counter, <c>b</c> a breakpoint of this console.
/// </summary>
internal sealed class DisassemblyPane(MachineWatch watch, ISymbols symbols) : Pane("disassembly"), IReadsMachine, IDisposable
{
    private const int LinesBefore = 3, BytesBefore = 16;

    private readonly CodeReader _reader = new();
    private readonly byte[] _bytes = new byte[1024];
    private List<CodeLine> _lines = [];
    private uint _top, _start;
    private int _length, _height = 8;
    private bool _isThumb;
    private uint? _place;
    private bool? _askedThumb;
    private bool _follows = true, _finds, _isNew;

    public override string Title => $"disassembly ({(_isThumb ? "Thumb" : "ARM")}){(_follows ? ", follows pc" : "")}";

    /// <summary>The address that keys act on.</summary>
    public uint Selected { get; private set; }

    public override ImmutableArray<KeyHelp> Keys =>
        [new("Up Down PgUp PgDn", "choose an instruction"), new("Home", "follow pc again"), new("t", "read as ARM or as Thumb")];

    public void Read(MachineWatch source)
    {
        _isThumb = _askedThumb ?? (source.Cpsr & 0x20) != 0;
        uint pc = source.Last.Pc;
        if (_follows)
        {
            Selected = pc;
            _finds |= _lines.Count == 0 || !_lines.Exists(line => line.Address == pc && line.Address - _top < 0x1000);
        }

        // A little before the place, so that the lines in front of it can be found; none when that is not mapped.
        IInspectedVcpu vcpu = source.Machine.Vcpus[source.Vcpu];
        int wanted = Math.Min(_bytes.Length, ((_height + LinesBefore + 1) * 4) + BytesBefore);
        _isNew = true;
        _place = _finds ? Selected : null;
        uint place = _place ?? _top;
        uint before = _finds ? Math.Min(place, BytesBefore) : 0;
        _start = place - before;
        _length = vcpu.ReadVirtual(_start, _bytes.AsSpan(0, wanted));
        if (_length <= before)
        {
            _start = place;
            _length = vcpu.ReadVirtual(place, _bytes.AsSpan(0, wanted));
        }

        _finds = false;
    }

    public override void Present(Surface surface)
    {
        _height = Math.Max(1, surface.Height);
        if (_isNew)
        {
            _isNew = false;
            ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, _length);
            _top = _place is { } place ? TopFor(place, bytes) : _top;
            uint skipped = _top - _start;
            _lines = skipped < bytes.Length ? _reader.Read(_top, bytes[(int)skipped..], _isThumb) : [];
        }

        if (_lines.Count == 0)
        {
            surface.PutParagraph(0, $"{_top:X8} is not mapped, or is no RAM or ROM.");
            return;
        }

        int y = 0, shown = 0;
        for (; shown < _lines.Count && y < surface.Height; shown++)
        {
            // A symbol stands above its first instruction; above the first line stands the one that it belongs to.
            if (symbols.Describe(_lines[shown].Address) is { } name && (y == 0 || !name.Contains('+', StringComparison.Ordinal)))
            {
                surface.PutLine(y++, $"  {name}:", CellStyle.Quiet);
            }

            PresentLine(surface, y++, _lines[shown]);
        }

        _lines.RemoveRange(shown, _lines.Count - shown);
    }

    public override bool Press(KeyPress key)
    {
        int at = _lines.FindIndex(line => line.Address == Selected);
        switch (key.Kind)
        {
            case KeyKind.Home:
                (_follows, _askedThumb) = (true, null);
                return true;
            case KeyKind.Up when at > 0:
                Select(_lines[at - 1].Address);
                return true;
            case KeyKind.Up:
                _finds = true;
                Select(Selected - Unit);
                return true;
            case KeyKind.Down when at >= 0:
                _top = at >= _lines.Count - 1 && _lines.Count > 1 ? _lines[1].Address : _top;
                Select(_lines[at].Address + (uint)_lines[at].Length);
                return true;
            case KeyKind.Down:
                _finds = true;
                Select(Selected + Unit);
                return true;
            case KeyKind.PageDown when _lines.Count > 0:
                _top = _lines[^1].Address;
                Select(_top);
                return true;
            case KeyKind.PageUp:
                _top -= (uint)Math.Max(1, _height - 1) * Unit;
                Select(_top);
                return true;
            case KeyKind.Character when key.Is('t'):
                _askedThumb = !_isThumb;
                _finds = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Shows an address, in the instruction set that is known for it; where none is, an odd address is Thumb code, as in a register that
    /// is branched to.
    /// </summary>
    public void Goto(uint address, bool? isThumb)
    {
        _askedThumb = (address & 1) != 0 ? true : isThumb ?? _askedThumb;
        _finds = true;
        Select(address & ~(_askedThumb ?? _isThumb ? 1u : 3u));
    }

    public void Dispose() => _reader.Dispose();

    private uint Unit => _isThumb ? 2u : 4u;

    private void Select(uint address)
    {
        _follows = false;
        Selected = address;
    }

    // A few instructions before the place. Thumb code has two lengths: of the starts that lead to the place the first one is taken.
    private uint TopFor(uint place, ReadOnlySpan<byte> bytes)
    {
        for (uint start = _start; start < place; start += Unit)
        {
            List<CodeLine> lines = _reader.Read(start, bytes[(int)(start - _start)..(int)(place - _start)], _isThumb);
            if (lines.Count > 0 && lines[^1].Address + (uint)lines[^1].Length == place)
            {
                return lines[^Math.Min(lines.Count, LinesBefore)].Address;
            }
        }

        return place;
    }

    private void PresentLine(Surface surface, int y, CodeLine line)
    {
        bool isHere = line.Address == watch.Last.Pc;
        bool isBreakpoint = watch.Breakpoints.Contains(line.Address);
        string text = line.Target is { } to && symbols.Describe(to) is { } other ? line.Text.Replace($"#0x{to:x}", $"{to:X8} <{other}>", StringComparison.Ordinal) : line.Text;
        CellStyle style = isHere ? CellStyle.Here : isBreakpoint ? CellStyle.Alert : line.Address == Selected ? CellStyle.Cursor : CellStyle.Normal;
        surface.PutLine(y, $"{(isBreakpoint ? 'b' : ' ')}{(isHere ? '>' : ' ')}{line.Address:X8}  {line.Word,-8}  {text}", style);
    }
}
