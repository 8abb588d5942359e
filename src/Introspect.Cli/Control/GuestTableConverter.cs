using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Introspect.Vmi;

namespace Introspect.Cli.Control;

/// <summary>A table on its way between two processes: <c>{"name", "columns": [{"name", "format"}], "rows": [[value, ...]]}</c>.</summary>
internal sealed class GuestTableConverter : JsonConverter<GuestTable>
{
    public override void Write(Utf8JsonWriter writer, GuestTable value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        writer.WriteStartArray("columns");
        foreach (GuestColumn column in value.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("format", column.Format.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("rows");
        foreach (ImmutableArray<object?> row in value.Rows)
        {
            writer.WriteStartArray();
            foreach (object? cell in row)
            {
                WriteValue(writer, cell);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <exception cref="JsonException">It is no table.</exception>
    public override GuestTable Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement table = document.RootElement;
            ImmutableArray<GuestColumn> columns =
            [
                .. table.GetProperty("columns").EnumerateArray().Select(static column => new GuestColumn(
                    column.GetProperty("name").GetString()!, Enum.Parse<ColumnFormat>(column.GetProperty("format").GetString()!))),
            ];
            return new GuestTable(
                table.GetProperty("name").GetString()!,
                columns,
                [.. table.GetProperty("rows").EnumerateArray().Select(row => ReadRow(row, columns))]);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new JsonException("This is no table.", e);
        }
    }

    internal static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    private static ImmutableArray<object?> ReadRow(JsonElement row, ImmutableArray<GuestColumn> columns) => row.GetArrayLength() == columns.Length
        ? [.. row.EnumerateArray().Zip(columns, static (cell, column) => ReadValue(cell, column.Format))]
        : throw new JsonException($"A row has {row.GetArrayLength()} values for {columns.Length} columns.");

    // JSON does not tell 12 from 12.0; the column does.
    private static object? ReadValue(JsonElement cell, ColumnFormat format) => cell.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when format is ColumnFormat.Seconds or ColumnFormat.Fraction => cell.GetDouble(),
        JsonValueKind.Number => cell.GetInt64(),
        _ => cell.GetString(),
    };
}
