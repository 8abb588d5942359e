using System.Text;
using Introspect.Core;

namespace Introspect.Console.Serial;

/// <summary>
/// The screen in front of a guest's serial port: a VT100 of 80 by 24 with what scrolled off it. It is written by the guest's thread and
/// read by the console's. Ignored are colours, character sets and all questions to the terminal: it never answers, so that nothing
/// enters the guest that nobody typed.
/// </summary>
public sealed partial class GuestTerminal
{
    /// <summary>The size that guests take a serial terminal to have.</summary>
    public const int Columns = 80, Rows = 24;

    private const int ScrollBackLines = 5000, MaxParameters = 16, MaxParameter = 9999, TabColumns = 8;

    private readonly object _gate = new();
    private readonly Queue<Rune[]> _scrolledOff = new();
    private readonly Rune[][] _screen = [.. Enumerable.Range(0, Rows).Select(static _ => BlankLine())];
    private readonly List<int> _parameters = [];
    private (int Column, int Row) _cursor, _saved;
    private (int Top, int Bottom) _region = (0, Rows - 1);
    private Expected _expected;
    private bool _wrapsNext;
    private uint _rune;
    private int _runeBytesLeft;

    private enum Expected
    {
        Text,
        AfterEscape,
        Parameters,
        CommandText,
        CharacterSet,
    }

    /// <summary>Grows with every change.</summary>
    public long Version { get; private set; }

    /// <summary>Takes what the guest sends.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (byte value in bytes)
            {
                Take(value);
            }

            Version++;
        }
    }

    /// <summary>
    /// Copies out the last lines: those that scrolled off, then the screen down to its last used line; <paramref name="back"/> lines
    /// further up when that many exist. The cursor's row is counted in the lines returned; negative when it is not among them.
    /// </summary>
    public TerminalLook Look(int lines, int back = 0)
    {
        lock (_gate)
        {
            int used = _cursor.Row + 1;
            for (int row = used; row < Rows; row++)
            {
                used = Array.TrueForAll(_screen[row], static rune => rune.Value == ' ') ? used : row + 1;
            }

            int total = _scrolledOff.Count + used;
            back = Math.Clamp(back, 0, Math.Max(0, total - lines));
            int end = total - back;

            // Above the screen stands what scrolled off only where there is more room than the screen takes, so that a guest can clear it.
            int start = Math.Max(back > 0 ? 0 : _scrolledOff.Count - Math.Max(0, lines - Rows), end - lines);
            start = Math.Max(0, start);
            int cursor = _scrolledOff.Count + _cursor.Row - start;
            return new TerminalLook(
                [.. _scrolledOff.Concat(_screen.Take(used)).Skip(start).Take(end - start).Select(static line => (Rune[])line.Clone())],
                Math.Min(_cursor.Column, Columns - 1),
                cursor < end - start ? cursor : -1,
                back);
        }
    }

    private static Rune[] BlankLine()
    {
        var line = new Rune[Columns];
        Array.Fill(line, new Rune(' '));
        return line;
    }

    // UTF-8 (RFC 3629), then ECMA-48; what is malformed becomes one replacement character.
    private void Take(byte value)
    {
        if (_runeBytesLeft > 0 && (value & 0xC0) == 0x80)
        {
            _rune = (_rune << 6) | (value & 0x3Fu);
            if (--_runeBytesLeft == 0)
            {
                Print(Rune.IsValid(_rune) ? new Rune(_rune) : Rune.ReplacementChar);
            }

            return;
        }

        if (_runeBytesLeft > 0)
        {
            _runeBytesLeft = 0;
            Print(Rune.ReplacementChar);
        }

        switch (_expected)
        {
            case Expected.Text when value >= 0xC2 && value <= 0xF4:
                _runeBytesLeft = value >= 0xF0 ? 3 : value >= 0xE0 ? 2 : 1;
                _rune = value & (0x3Fu >> _runeBytesLeft);
                break;
            case Expected.Text when value >= 0x20 && value < 0x7F:
                Print(new Rune(value));
                break;
            case Expected.Text when value >= 0x80:
                Print(Rune.ReplacementChar);
                break;
            case Expected.Text:
                Control(value);
                break;
            case var _ when value < 0x20 && _expected != Expected.CommandText:
                Control(value);
                break;
            default:
                Sequence(value);
                break;
        }
    }

    private void Print(Rune rune)
    {
        if (_wrapsNext)
        {
            _cursor.Column = 0;
            LineFeed();
        }

        _screen[_cursor.Row][_cursor.Column] = rune;
        _wrapsNext = _cursor.Column == Columns - 1;
        _cursor.Column += _wrapsNext ? 0 : 1;
    }

    private void Control(byte value)
    {
        switch (value)
        {
            case (byte)'\b':
                MoveTo(_cursor.Column - 1, _cursor.Row);
                break;
            case (byte)'\t':
                MoveTo((_cursor.Column / TabColumns * TabColumns) + TabColumns, _cursor.Row);
                break;
            case (byte)'\n' or 0x0B or 0x0C:
                LineFeed();
                break;
            case (byte)'\r':
                MoveTo(0, _cursor.Row);
                break;
            case 0x1B:
                _expected = Expected.AfterEscape;
                break;
            case 0x18 or 0x1A:
                _expected = Expected.Text;
                break;
            default:
                break;
        }
    }

    private void LineFeed()
    {
        _wrapsNext = false;
        if (_cursor.Row == _region.Bottom)
        {
            ScrollUp(_region.Top, keeps: _region == (0, Rows - 1));
        }
        else
        {
            _cursor.Row = Math.Min(_cursor.Row + 1, Rows - 1);
        }
    }

    // The lines from a row to the end of the region move up; the one that goes is kept when it leaves the screen by its upper edge.
    private void ScrollUp(int top, bool keeps)
    {
        Rune[] first = _screen[top];
        if (keeps)
        {
            _scrolledOff.Enqueue(first);
            first = _scrolledOff.Count > ScrollBackLines ? _scrolledOff.Dequeue() : new Rune[Columns];
        }

        Array.Copy(_screen, top + 1, _screen, top, _region.Bottom - top);
        Array.Fill(first, new Rune(' '));
        _screen[_region.Bottom] = first;
    }

    private void ScrollDown(int top)
    {
        Rune[] last = _screen[_region.Bottom];
        Array.Copy(_screen, top, _screen, top + 1, _region.Bottom - top);
        Array.Fill(last, new Rune(' '));
        _screen[top] = last;
    }

    private void MoveTo(int column, int row)
    {
        _wrapsNext = false;
        _cursor = (Math.Clamp(column, 0, Columns - 1), Math.Clamp(row, 0, Rows - 1));
    }

    private void Reset()
    {
        foreach (Rune[] line in _screen)
        {
            Array.Fill(line, new Rune(' '));
        }

        _region = (0, Rows - 1);
        _saved = default;
        MoveTo(0, 0);
    }

    private void Blank(int row, int from, int to)
    {
        Invariant.Require(from >= 0 && to <= Columns);
        _screen[row].AsSpan(from, Math.Max(0, to - from)).Fill(new Rune(' '));
    }
}
