using System.Text.Json;
using Introspect.Cli.Control;
using Introspect.Cli.Output;
using Introspect.Vmi;

namespace Introspect.Cli.Tests.Control;

public sealed class GuestTableConverterTests
{
    private static readonly JsonSerializerOptions s_options = new() { Converters = { new GuestTableConverter() } };

    private static readonly GuestTable s_table = new(
        "dmesg",
        [new("PID", ColumnFormat.Decimal), new("NAME", ColumnFormat.Text), new("AT", ColumnFormat.Hexadecimal), new("TIME", ColumnFormat.Seconds)],
        [[1L, "init", 0xC000_0000L, 12.0], [null, "\u001b[2J", null, null]]);

    [Fact]
    public void A_table_comes_out_as_it_went_in()
    {
        GuestTable copy = JsonSerializer.Deserialize<GuestTable>(JsonSerializer.Serialize(s_table, s_options), s_options)!;
        Assert.Equal(s_table.Name, copy.Name);
        Assert.Equal(s_table.Columns, copy.Columns.AsEnumerable());
        Assert.Equal(s_table.Rows.SelectMany(static row => row), copy.Rows.SelectMany(static row => row));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name":"ps","columns":[{"name":"PID","format":"Roman"}],"rows":[]}""")]
    [InlineData("""{"name":"ps","columns":[{"name":"PID","format":"Decimal"}],"rows":[[1,2]]}""")]
    [InlineData("""{"name":"ps","columns":[{"name":"PID","format":"Decimal"}],"rows":[[{}]]}""")]
    [InlineData("""{"name":"ps","columns":[{"name":"PID","format":"Decimal"}],"rows":[[1e99]]}""")]
    public void What_is_no_table_is_refused(string json)
    {
        if (json == "null")
        {
            Assert.Null(JsonSerializer.Deserialize<GuestTable>(json, s_options));
        }
        else
        {
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<GuestTable>(json, s_options));
        }
    }

    [Fact]
    public void People_read_a_table_whose_text_cannot_drive_their_terminal()
    {
        using var output = new StringWriter();
        GuestTables.Text(output, s_table);
        Assert.Equal(
            """
            PID  NAME     AT          TIME
            1    init     0xC0000000  12.000000
            ?    \x1b[2J  ?           ?

            """,
            output.ToString());
    }

    [Fact]
    public void Programs_read_one_table_as_an_array_and_several_by_name()
    {
        using var one = new StringWriter();
        GuestTables.Json(one, [s_table]);
        JsonElement row = JsonDocument.Parse(one.ToString()).RootElement[0];
        Assert.Equal((1, "init", 3221225472), (row.GetProperty("pid").GetInt32(), row.GetProperty("name").GetString(), row.GetProperty("at").GetInt64()));

        using var two = new StringWriter();
        GuestTables.Json(two, [s_table, s_table with { Name = "layout" }]);
        Assert.Equal(2, JsonDocument.Parse(two.ToString()).RootElement.GetProperty("layout").GetArrayLength());
    }
}
