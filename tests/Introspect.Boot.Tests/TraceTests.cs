using System.Text.Json;
using System.Text.Json.Nodes;
using Introspect.TestKit;
using Microsoft.Diagnostics.Tracing;

namespace Introspect.Boot.Tests;

/// <summary>The trace of a Linux boot, as its user records it and others read it.</summary>
public sealed class TraceTests(ITestOutputHelper output)
{
    private const string Guest = "debian-armhf";
    private const string Marker = "GUEST-MARKER: shell";

    // Each of these exits takes an exception.
    private static readonly string[] s_exceptions = ["svc", "undefined", "prefetch-abort", "data-abort", "irq", "fiq"];

    [Fact]
    public async Task TraceEvent_reads_every_event_of_a_boot_and_the_exits_are_those_that_the_machine_counted()
    {
        using var folder = new TemporaryFolder();
        string trace = folder.File("boot.nettrace");
        JsonNode report = await BootAsync(folder, "--trace", trace, "--trace-events", "all");
        JsonNode summary = await SummaryAsync(trace);
        ulong events = (ulong)summary["events"]!, dropped = (ulong)summary["dropped"]!;
        output.WriteLine($"{events} events, {dropped} dropped, {new FileInfo(trace).Length >> 20} MiB");

        var seen = new Dictionary<string, ulong>();
        using (var source = new EventPipeEventSource(trace))
        {
            double last = 0;
            source.Dynamic.All += e =>
            {
                seen[e.EventName] = seen.GetValueOrDefault(e.EventName) + 1;
                Assert.True(e.TimeStampRelativeMSec >= last, "time goes back");
                last = e.TimeStampRelativeMSec;
                Assert.Equal((1, e.EventName.StartsWith("world/", StringComparison.Ordinal) ? 2 : 1), (e.ProcessID, e.ThreadID));
            };
            Assert.True(source.Process());
            Assert.Equal(dropped, (ulong)source.EventsLost);
        }

        Assert.Equal(Totals(summary).OrderBy(static pair => pair.Key), seen.OrderBy(static pair => pair.Key));

        // What was lost is missing somewhere: of the exits, each counted by the machine, and of the exceptions; the rest is far less.
        ulong counted = 0, written = 0;
        foreach (JsonNode? exit in report["machine"]!["exits"]!.AsArray())
        {
            string reason = (string)exit!["reason"]!;
            ulong count = (ulong)exit["count"]!;
            foreach (string name in s_exceptions.Contains(reason) ? (string[])[$"exit/{reason}", $"exception/{reason}"] : [$"exit/{reason}"])
            {
                counted += count;
                written += seen.GetValueOrDefault(name);
                Assert.InRange(seen.GetValueOrDefault(name), dropped == 0 ? count : 0, count);
            }
        }

        Assert.InRange(counted - written, 0ul, dropped);
        Assert.InRange(events, 500_000ul, ulong.MaxValue);
    }

    [Fact]
    public async Task The_Chrome_file_of_a_boot_keeps_to_its_format_and_its_totals_are_those_of_the_summary()
    {
        using var folder = new TemporaryFolder();
        string trace = folder.File("boot.nettrace");
        string chrome = folder.File("boot.json");
        await BootAsync(folder, "--trace", trace);
        JsonNode summary = await SummaryAsync(trace);
        Assert.Equal(0, (await IntrospectCommand.RunAsync("trace", "export", trace, "--format", "chrome", "--output", chrome)).ExitCode);

        var counts = new Dictionary<string, ulong>();
        var costs = new Dictionary<string, double>();
        await using FileStream file = File.OpenRead(chrome);
        using JsonDocument document = await JsonDocument.ParseAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        foreach (JsonElement e in document.RootElement.GetProperty("traceEvents").EnumerateArray())
        {
            Assert.Null(ChromeTraceFormat.Violation(e));
            if (e.TryGetProperty("args", out JsonElement args) && args.TryGetProperty("event", out JsonElement name))
            {
                counts[name.GetString()!] = counts.GetValueOrDefault(name.GetString()!) + 1;
                costs[name.GetString()!] = costs.GetValueOrDefault(name.GetString()!) + (e.TryGetProperty("dur", out JsonElement dur) ? dur.GetDouble() : 0);
            }
        }

        Assert.Equal(Totals(summary).OrderBy(static pair => pair.Key), counts.OrderBy(static pair => pair.Key));
        foreach (JsonNode? total in summary["byEvent"]!.AsArray().Where(static total => ((string)total!["name"]!).StartsWith("exit/", StringComparison.Ordinal)))
        {
            Assert.Equal((double)total!["costNs"]! / 1e3, costs[(string)total["name"]!], 1.0);
        }
    }

    private static async Task<JsonNode> BootAsync(TemporaryFolder folder, params string[] options)
    {
        await IntrospectCommand.PullAsync(Guest);
        string report = folder.File("report.json");
        HostProcessResult boot = await IntrospectCommand.RunAsync(
            ["run", Guest, "--headless", "--until", Marker, "--timeout", "800", "--report", report, .. options]);
        Assert.Equal(0, boot.ExitCode);
        return JsonNode.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!;
    }

    private static async Task<JsonNode> SummaryAsync(string trace)
    {
        HostProcessResult summary = await IntrospectCommand.RunAsync("trace", "summary", trace, "--json");
        Assert.Equal(0, summary.ExitCode);
        return JsonNode.Parse(summary.Output)!;
    }

    private static IEnumerable<KeyValuePair<string, ulong>> Totals(JsonNode summary) =>
        summary["byEvent"]!.AsArray().Select(static total => KeyValuePair.Create((string)total!["name"]!, (ulong)total["count"]!));
}
