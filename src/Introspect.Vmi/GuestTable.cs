using System.Collections.Immutable;
using System.Globalization;

namespace Introspect.Vmi;

/// <summary>How a column's values are written for people.</summary>
public enum ColumnFormat
{
    /// <summary>Text as it is.</summary>
    Text,

    /// <summary>A decimal number.</summary>
    Decimal,

    /// <summary>A hexadecimal number with <c>0x</c> and eight digits: an address or a set of flags.</summary>
    Hexadecimal,

    /// <summary>Seconds with six decimals, as kernels write times.</summary>
    Seconds,

    /// <summary>A share of one with two decimals.</summary>
    Fraction,
}

/// <summary>A column of a table.</summary>
/// <param name="Name">In capitals, as <c>ps</c> writes it.</param>
/// <param name="Format">How its values are written.</param>
public sealed record GuestColumn(string Name, ColumnFormat Format);

/// <summary>
/// What was read of a guest's kernel: a table of plain values. A value is a <see cref="string"/>, a <see cref="long"/>, a
/// <see cref="double"/>, or null where it is not known.
/// </summary>
/// <param name="Name">The table's name, as it was asked for.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, each with a value for every column.</param>
public sealed record GuestTable(string Name, ImmutableArray<GuestColumn> Columns, ImmutableArray<ImmutableArray<object?>> Rows)
{
    /// <summary>The place of a column; -1 when there is none of this name.</summary>
    public int IndexOf(string column)
    {
        for (int i = 0; i < Columns.Length; i++)
        {
            if (Columns[i].Name == column)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A value as people read it; <c>?</c> when it is not known.</summary>
    public string Text(int row, int column) => (Rows[row][column], Columns[column].Format) switch
    {
        (null, _) => "?",
        (long number, ColumnFormat.Hexadecimal) => $"0x{number:X8}",
        (double number, ColumnFormat.Seconds) => number.ToString("F6", CultureInfo.InvariantCulture),
        (double number, ColumnFormat.Fraction) => number.ToString("F2", CultureInfo.InvariantCulture),
        (var value, _) => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
