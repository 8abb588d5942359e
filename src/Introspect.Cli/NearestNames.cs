namespace Introspect.Cli;

/// <summary>Names like one that is not known.</summary>
public static class NearestNames
{
    private const int Shown = 3;

    /// <summary>The error for a name that is not in a catalogue; <paramref name="listing"/> is the command that shows it.</summary>
    public static string Unknown(string kind, string name, IEnumerable<string> known, string listing)
    {
        IReadOnlyList<string> near = Of(name, known);
        string hint = near.Count == 0 ? "" : $"Did you mean {string.Join(" or ", near)}? ";
        return $"{kind}: there is no '{name}'. {hint}See all: {listing}";
    }

    /// <summary>At most three names that differ in few letters or contain the name, the nearest first.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known) =>
    [
        .. known
            .Select(candidate => (candidate, distance: Distance(name.ToLowerInvariant(), candidate)))
            .Where(row => row.distance <= Math.Max(2, row.candidate.Length / 3) ||
                (name.Length >= 2 && row.candidate.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(static row => row.distance)
            .ThenBy(static row => row.candidate, StringComparer.Ordinal)
            .Take(Shown)
            .Select(static row => row.candidate),
    ];

    /// <summary>Levenshtein's distance: how many letters must be put in, taken out or changed.</summary>
    public static int Distance(string from, string to)
    {
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        int[] current = new int[to.Length + 1];
        for (int i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int change = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[to.Length];
    }
}
