using System.Text.Json;
using Introspect.TestKit;
using Introspect.Tracing.Analysis;
using Introspect.Tracing.Events;
using Introspect.Tracing.Export;

namespace Introspect.Tracing.Tests.Export;

public sealed class ChromeExporterTests
{
    private static readonly JsonElement s_root = Export();

    private static IEnumerable<JsonElement> Events => s_root.GetProperty("traceEvents").EnumerateArray();

    [Fact]
    public void Each_event_has_what_its_phase_must_have() => Assert.All(Events, static e => Assert.Null(ChromeTraceFormat.Violation(e)));

    [Theory]
    [InlineData("""{"ph":"X","pid":1,"tid":1,"name":"a","cat":"b","ts":1,"args":{}}""", "dur")]
    [InlineData("""{"ph":"i","pid":1,"tid":1,"name":"a","cat":"b","ts":1,"s":"x"}""", "s")]
    [InlineData("""{"ph":"M","pid":1,"tid":1,"name":"thread_name","args":{}}""", "args.name")]
    [InlineData("""{"ph":"X","pid":"1","tid":1,"name":"a","cat":"b","ts":1,"dur":1}""", "pid")]
    [InlineData("""{"ph":"Q","pid":1,"tid":1}""", "ph")]
    public void An_event_that_lacks_it_is_found(string json, string violation) =>
        Assert.Equal(violation, ChromeTraceFormat.Violation(JsonDocument.Parse(json).RootElement));

    [Fact]
    public void Process_and_threads_are_named()
    {
        string[] names = [.. Events.Where(static e => Text(e, "ph") == "M").Select(static e =>
            $"{Text(e, "name")} {e.GetProperty("tid")}: {e.GetProperty("args").GetProperty("name")}")];
        Assert.Equal(["process_name 1: test", "thread_name 1: vCPU 0", "thread_name 2: vCPU 1", "thread_name 3: pCPU 0"], names);
    }

    [Fact]
    public void Totals_are_those_of_the_summary()
    {
        var summary = new TraceSummary();
        TestTrace.WriteTo(summary);
        foreach (EventTotal total in summary.Events)
        {
            JsonElement[] events = [.. Events.Where(e => e.TryGetProperty("args", out JsonElement args) &&
                args.TryGetProperty("event", out JsonElement name) && name.GetString() == total.Kind.Name)];
            Assert.Equal(total.Count, (ulong)events.Length);
            if (total.Kind.Group == "exit")
            {
                Assert.Equal(total.CostNs, events.Sum(static e => e.GetProperty("dur").GetDouble()) * 1e3, 1.0);
            }
        }

        Assert.Equal("10", Text(s_root.GetProperty("otherData"), "dropped"));
    }

    [Fact]
    public void A_slice_ends_when_the_exit_was_over()
    {
        JsonElement first = Events.First(static e => Text(e, "ph") == "X");
        VcpuExit exit = TestTrace.Records(0)[0].As<VcpuExit>();
        Assert.Equal(1.0, first.GetProperty("ts").GetDouble() + first.GetProperty("dur").GetDouble(), 1e-6);
        Assert.Equal(exit.CostNs / 1e3, first.GetProperty("dur").GetDouble());
    }

    private static string? Text(JsonElement e, string name) => e.GetProperty(name).GetString();

    private static JsonElement Export()
    {
        using var stream = new MemoryStream();
        using var exporter = new ChromeExporter(stream);
        TestTrace.WriteTo(exporter);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
