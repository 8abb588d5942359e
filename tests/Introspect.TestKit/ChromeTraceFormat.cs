using System.Text.Json;

namespace Introspect.TestKit;

/// <summary>Chrome's Trace Event Format as a rule: which members an event must have, by its phase, and of which kind.</summary>
public static class ChromeTraceFormat
{
    private static readonly (string Name, JsonValueKind Kind)[] s_all =
        [("pid", JsonValueKind.Number), ("tid", JsonValueKind.Number), ("name", JsonValueKind.String)];

    private static readonly (string Name, JsonValueKind Kind)[] s_timed = [.. s_all, ("cat", JsonValueKind.String), ("ts", JsonValueKind.Number)];

    /// <summary>The first member of an event that is missing or wrong, or null.</summary>
    public static string? Violation(JsonElement e)
    {
        string? phase = e.GetProperty("ph").GetString();
        (string Name, JsonValueKind Kind)[]? required = phase switch
        {
            "M" => [.. s_all, ("args", JsonValueKind.Object)],
            "X" => [.. s_timed, ("dur", JsonValueKind.Number)],
            "i" => [.. s_timed, ("s", JsonValueKind.String)],
            _ => null,
        };
        if (required is null)
        {
            return "ph";
        }

        foreach ((string name, JsonValueKind kind) in required)
        {
            if (!e.TryGetProperty(name, out JsonElement value) || value.ValueKind != kind)
            {
                return name;
            }
        }

        return phase switch
        {
            "M" when !e.GetProperty("args").TryGetProperty("name", out _) => "args.name",
            "i" when e.GetProperty("s").GetString() is not ("g" or "p" or "t") => "s",
            "X" when e.GetProperty("dur").GetDouble() < 0 => "dur",
            _ => null,
        };
    }
}
