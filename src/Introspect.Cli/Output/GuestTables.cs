using System.Text;
using System.Text.Json;
using Introspect.Cli.Control;
using Introspect.Vmi;

namespace Introspect.Cli.Output;

/// <summary>Prints what was read of a guest's kernel.</summary>
internal static class GuestTables
{
    private static readonly JsonWriterOptions s_json = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Prints a table for people, with its heading. A guest's text cannot drive the terminal.</summary>
    public static void Text(TextWriter output, GuestTable table) => Listing.Table(
        output,
        [.. table.Columns.Select(static column => column.Name)],
        Enumerable.Range(0, table.Rows.Length).Select(row => (IReadOnlyList<string>)
            [.. Enumerable.Range(0, table.Columns.Length).Select(column => Printable(table.Text(row, column)))]));

    /// <summary>Prints one table as an array of objects; several as an object of such arrays, by the tables' names.</summary>
    public static void Json(TextWriter output, IReadOnlyList<GuestTable> tables)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_json))
        {
            if (tables.Count == 1)
            {
                WriteRows(writer, tables[0]);
            }
            else
            {
                writer.WriteStartObject();
                foreach (GuestTable table in tables)
                {
                    writer.WritePropertyName(table.Name);
                    WriteRows(writer, table);
                }

                writer.WriteEndObject();
            }
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void WriteRows(Utf8JsonWriter writer, GuestTable table)
    {
        string[] names = [.. table.Columns.Select(static column => JsonNamingPolicy.CamelCase.ConvertName(column.Name.ToLowerInvariant()))];
        writer.WriteStartArray();
        foreach (var row in table.Rows)
        {
            writer.WriteStartObject();
            for (int i = 0; i < names.Length; i++)
            {
                writer.WritePropertyName(names[i]);
                GuestTableConverter.WriteValue(writer, row[i]);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Printable(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(static c => char.IsControl(c) ? $"\\x{(int)c:x2}" : $"{c}"))
        : text;
}
