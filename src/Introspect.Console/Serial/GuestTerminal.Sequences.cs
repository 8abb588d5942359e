using System.Text;

namespace Introspect.Console.Serial;

/// <summary>Escape and control sequences: ECMA-48 8.3, and DEC's VT100 User Guide chapter 3 for those with a private meaning.</summary>
public sealed partial class GuestTerminal
{
    private void Sequence(byte value)
    {
        switch (_expected)
        {
            case Expected.AfterEscape:
                _expected = Expected.Text;
                AfterEscape(value);
                break;
            case Expected.CharacterSet:
                _expected = Expected.Text;
                break;
            case Expected.CommandText:
                // ST, or xterm's BEL; an ESC alone ends it as well, and its backslash follows as one more sequence.
                _expected = value is 0x07 ? Expected.Text : value is 0x1B ? Expected.AfterEscape : Expected.CommandText;
                break;
            case Expected.Parameters when value is >= (byte)'0' and <= (byte)'9':
                _parameters[^1] = Math.Min((_parameters[^1] * 10) + (value - '0'), MaxParameter);
                break;
            case Expected.Parameters when value == ';':
                if (_parameters.Count < MaxParameters)
                {
                    _parameters.Add(0);
                }

                break;
            case Expected.Parameters when value is >= 0x40 and <= 0x7E:
                _expected = Expected.Text;
                Execute((char)value);
                break;
            case Expected.Parameters when value is >= (byte)'<' and <= (byte)'?' && _parameters[0] >= 0:
                _parameters.Insert(0, -1);   // a private one: all of them are switches that do not matter here
                break;
            default:
                break;
        }
    }

    private void AfterEscape(byte value)
    {
        switch ((char)value)
        {
            case '[':
                _parameters.Clear();
                _parameters.Add(0);
                _expected = Expected.Parameters;
                break;
            case ']' or 'P' or '^' or '_' or 'X':
                _expected = Expected.CommandText;
                break;
            case '(' or ')' or '*' or '+' or '#' or '%' or ' ':
                _expected = Expected.CharacterSet;
                break;
            case '7':
                _saved = _cursor;
                break;
            case '8':
                MoveTo(_saved.Column, _saved.Row);
                break;
            case 'D':
                LineFeed();
                break;
            case 'E':
                MoveTo(0, _cursor.Row);
                LineFeed();
                break;
            case 'M' when _cursor.Row == _region.Top:
                ScrollDown(_region.Top);
                break;
            case 'M':
                MoveTo(_cursor.Column, _cursor.Row - 1);
                break;
            case 'c':
                Reset();
                break;
            default:
                break;
        }
    }

    private void Execute(char final)
    {
        if (_parameters[0] < 0)
        {
            return;
        }

        int first = _parameters[0];
        int count = Math.Max(1, first);
        (int column, int row) = _cursor;
        Rune[] line = _screen[row];
        switch (final)
        {
            case 'A':
                MoveTo(column, row - count);
                break;
            case 'B' or 'e':
                MoveTo(column, row + count);
                break;
            case 'C' or 'a':
                MoveTo(column + count, row);
                break;
            case 'D':
                MoveTo(column - count, row);
                break;
            case 'E':
                MoveTo(0, row + count);
                break;
            case 'F':
                MoveTo(0, row - count);
                break;
            case 'G' or '`':
                MoveTo(count - 1, row);
                break;
            case 'd':
                MoveTo(column, count - 1);
                break;
            case 'H' or 'f':
                MoveTo((_parameters.Count > 1 ? Math.Max(1, _parameters[1]) : 1) - 1, count - 1);
                break;
            case 'J':
                EraseScreen(first);
                break;
            case 'K':
                Blank(row, first == 0 ? column : 0, first == 1 ? column + 1 : Columns);
                break;
            case 'X':
                Blank(row, column, Math.Min(Columns, column + count));
                break;
            case 'P':
                count = Math.Min(count, Columns - column);
                Array.Copy(line, column + count, line, column, Columns - column - count);
                Blank(row, Columns - count, Columns);
                break;
            case '@':
                count = Math.Min(count, Columns - column);
                Array.Copy(line, column, line, column + count, Columns - column - count);
                Blank(row, column, column + count);
                break;
            case 'L' or 'M' when row >= _region.Top && row <= _region.Bottom:
                for (int i = Math.Min(count, Rows); i > 0; i--)
                {
                    MoveLines(row, isDown: final == 'L');
                }

                break;
            case 'S' or 'T':
                for (int i = Math.Min(count, Rows); i > 0; i--)
                {
                    MoveLines(_region.Top, isDown: final == 'T');
                }

                break;
            case 'r':
                SetRegion(count - 1, (_parameters.Count > 1 && _parameters[1] > 0 ? _parameters[1] : Rows) - 1);
                break;
            case 's':
                _saved = _cursor;
                break;
            case 'u':
                MoveTo(_saved.Column, _saved.Row);
                break;
            default:
                break;
        }
    }

    private void MoveLines(int top, bool isDown)
    {
        if (isDown)
        {
            ScrollDown(top);
        }
        else
        {
            ScrollUp(top, keeps: false);
        }
    }

    private void EraseScreen(int which)
    {
        (int column, int row) = _cursor;
        if (which > 2)
        {
            return;
        }

        Blank(row, which == 0 ? column : 0, which == 1 ? column + 1 : Columns);
        for (int other = which == 0 ? row + 1 : 0; other < (which == 1 ? row : Rows); other++)
        {
            Blank(other, 0, Columns);
        }
    }

    private void SetRegion(int top, int bottom)
    {
        if (top < bottom && bottom < Rows)
        {
            _region = (top, bottom);
            MoveTo(0, 0);
        }
    }
}
