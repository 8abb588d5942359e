namespace Introspect.Vmi.Tests;

public sealed class GuestTableTests
{
    private static readonly GuestTable s_table = new(
        "t",
        [new("ADDRESS", ColumnFormat.Hexadecimal), new("TIME", ColumnFormat.Seconds), new("NAME", ColumnFormat.Text)],
        [[0xC000_1234L, 1.5, "init"], [null, null, null]]);

    [Fact]
    public void A_value_is_written_as_its_column_says() =>
        Assert.Equal(("0xC0001234", "1.500000", "init", "?"), (s_table.Text(0, 0), s_table.Text(0, 1), s_table.Text(0, 2), s_table.Text(1, 0)));

    [Fact]
    public void A_column_is_found_by_its_name() =>
        Assert.Equal((1, -1), (s_table.IndexOf("TIME"), s_table.IndexOf("SIZE")));
}
