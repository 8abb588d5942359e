using System.Text.Json;
using System.Text.Json.Serialization;

namespace Introspect.Cli.Output;

/// <summary>Prints rows as a table for people or as JSON for programs.</summary>
public static class Listing
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Prints the rows as a JSON array.</summary>
    public static void Json<T>(TextWriter output, IEnumerable<T> rows) => output.WriteLine(JsonSerializer.Serialize(rows, s_json));

    /// <summary>Prints one JSON object.</summary>
    public static void JsonObject<T>(TextWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, s_json));

    /// <summary>Prints a heading and rows; each column is as wide as its widest cell, the last is not padded.</summary>
    public static void Table(TextWriter output, IReadOnlyList<string> heading, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] lines = [heading, .. rows];
        int[] widths = [.. Enumerable.Range(0, heading.Count).Select(column => lines.Max(line => line[column].Length))];
        foreach (IReadOnlyList<string> line in lines)
        {
            IEnumerable<string> cells = line.Select((cell, column) => column == line.Count - 1 ? cell : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
