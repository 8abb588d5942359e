using System.CommandLine;
using Introspect.Tracing.Events;

namespace Introspect.Cli.Commands;

/// <summary>Which categories of events a trace shall hold: a list of their names.</summary>
internal static class TraceEventsOption
{
    private const string Name = "--trace-events";

    public static Option<string?> Create() => new(Name)
    {
        HelpName = "LIST",
        Description = $"what to record, with commas: {Names()}; without it default, which is " +
            $"{TraceCategoryNames.Of(TraceCategories.Default)}",
    };

    /// <exception cref="UsageException">A name is not known, or there is no file to record to.</exception>
    public static TraceCategories Parse(string? list, bool hasFile)
    {
        if (list is null)
        {
            return TraceCategories.Default;
        }

        if (!hasFile)
        {
            throw new UsageException($"{Name}: there is no file to record to. Give --trace FILE too.");
        }

        return list.Split(TraceCategoryNames.Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(TraceCategories.None, static (sum, name) => sum | One(name)) is var sum and not TraceCategories.None
            ? sum
            : throw new UsageException($"{Name}: the list is empty. Name some of: {Names()}");
    }

    private static TraceCategories One(string name)
    {
        if (TraceCategoryNames.TryParse(name, out TraceCategories category))
        {
            return category;
        }

        IReadOnlyList<string> near = NearestNames.Of(name, TraceCategoryNames.All.Select(static row => row.Name));
        string hint = near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
        throw new UsageException($"{Name}: there is no '{name}'.{hint} There are: {Names()}");
    }

    private static string Names() => string.Join(", ", TraceCategoryNames.All.Select(static row => row.Name));
}
