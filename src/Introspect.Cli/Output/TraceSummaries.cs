using System.Globalization;
using Introspect.Tracing.Analysis;
using Introspect.Tracing.Events;

namespace Introspect.Cli.Output;

/// <summary>Prints what a trace comes to, for people or for programs.</summary>
internal static class TraceSummaries
{
    private const double NsPerMs = 1e6, NsPerSecond = 1e9;

    public static void Text(TextWriter output, TraceSummary summary)
    {
        output.WriteLine(Invariant($"machine {summary.Origin!.Machine}: board {summary.Origin.Board}, CPU {summary.Origin.CpuModel}"));
        output.WriteLine(Invariant($"recorded {TraceCategoryNames.Of(summary.Origin.Categories)}, from {summary.Origin.StartUtc:yyyy-MM-dd HH:mm:ss} UTC"));
        output.WriteLine(Invariant(
            $"{summary.Count} events in {summary.HostNs / NsPerSecond:F3} s of the host and {summary.GuestNs / NsPerSecond:F3} s of the guest, {summary.Dropped} dropped"));
        output.WriteLine();
        Listing.Table(
            output,
            ["EVENT", "COUNT", "COST ms", "MEAN ns", "MAX ns", "% OF HOST"],
            summary.Events.Select(total => (string[])
            [
                total.Kind.Name, Invariant($"{total.Count}"), .. Cost(total, summary.HostNs),
            ]));
        if (!summary.Worlds.IsEmpty)
        {
            output.WriteLine();
            Listing.Table(
                output,
                ["WORLD", "TIMES", "TIME ms", "% OF HOST"],
                summary.Worlds.Select(world => (string[])
                [
                    world.World.ToString(),
                    Invariant($"{world.Times}"),
                    Invariant($"{world.HostNs / NsPerMs:F3}"),
                    Invariant($"{Share(world.HostNs, summary.HostNs):F1}"),
                ]));
        }

        output.WriteLine();
        Listing.Table(
            output,
            ["TRACK", "EVENTS", "DROPPED"],
            summary.Tracks.Select(static track => (string[])[track.Name, Invariant($"{track.Events}"), Invariant($"{track.Dropped}")]));
    }

    public static void Json(TextWriter output, TraceSummary summary, bool isComplete) => Listing.JsonObject(output, new TraceSummaryReport(
        isComplete,
        summary.Origin?.Machine,
        summary.Origin?.Board,
        summary.Origin?.CpuModel,
        summary.Origin?.StartUtc,
        TraceCategoryNames.Of(summary.Origin?.Categories ?? TraceCategories.None),
        Math.Round(summary.HostNs),
        summary.GuestNs,
        summary.Count,
        summary.Dropped,
        summary.Events.Select(static total => new EventReport(
            total.Kind.Name, TraceCategoryNames.Of(total.Kind.Category), total.Count, total.CostNs, total.MaxNs)),
        summary.Worlds.Select(static world => new WorldReport(world.World.ToString(), world.Times, Math.Round(world.HostNs))),
        summary.Tracks));

    // Only what lasts has a cost.
    private static string[] Cost(EventTotal total, double hostNs) => total.MaxNs == 0
        ? ["", "", "", ""]
        :
        [
            Invariant($"{total.CostNs / NsPerMs:F3}"),
            Invariant($"{(double)total.CostNs / total.Count:F0}"),
            Invariant($"{total.MaxNs}"),
            Invariant($"{Share(total.CostNs, hostNs):F1}"),
        ];

    private static double Share(double part, double whole) => whole > 0 ? 100 * part / whole : 0;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
