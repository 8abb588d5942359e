namespace Introspect.Cli.Output;

/// <summary>Prints rows as a table for people or as JSON for programs.</summary>
public static class Listing
{
    /// <summary>Prints the rows as a JSON array.</summary>
    public static void Json<T>(TextWriter output, IEnumerable<T> rows) => JsonObject(output, rows);

    /// <summary>Prints one JSON object.</summary>
    public static void JsonObject<T>(TextWriter output, T value) => output.WriteLine(Cli.Json.Write(value));

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
