using Introspect.TestKit;
using Introspect.Tracing.Events;
using Introspect.Tracing.Files;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;
using Terminal.Gui.Input;

namespace Introspect.Console.Tests.Following;

/// <summary>The console over trace files.</summary>
public sealed class RecordingTests
{
    private static readonly string s_sample = Path.Combine(Repository.Root, "traces", "demo.nettrace");

    [Fact]
    public void A_trace_is_seen_as_timeline_exits_and_events()
    {
        using TraceFileReader reader = TraceFileReader.Open(s_sample);
        using TestConsole console = Open(reader.ReadTo, 120, 40);
        Golden.Verify("trace-120x40.txt", console.Screen);
        Golden.Verify("trace-closer-120x40.txt", console.Type("++").Press(Key.CursorLeft, Key.Tab, Key.Tab, Key.End).Screen);
    }

    [Fact]
    public void Panes_of_a_machine_say_why_they_are_empty()
    {
        using TraceFileReader reader = TraceFileReader.Open(s_sample);
        using TestConsole console = Open(reader.ReadTo, 80, 24);
        Golden.Verify("trace-without-machine.txt", console.Type("1").Screen);
        Assert.Contains("no machine behind a trace file", console.Type("r").Screen, StringComparison.Ordinal);
        console.Type("?");
        Assert.DoesNotContain("breakpoint", console.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_cut_file_is_shown_what_could_be_read_and_where_it_ends()
    {
        byte[] bytes = File.ReadAllBytes(s_sample);
        using TraceFileReader reader = TraceFileReader.Open(new MemoryStream(bytes, 0, bytes.Length / 2), "cut.nettrace");
        using TestConsole console = Open(reader.ReadTo, 120, 40);
        Assert.Contains("cut.nettrace", console.Screen.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        Assert.Contains("exit/mmio", console.Type("z").Press(Key.Tab, Key.Tab).Screen + console.Press(Key.End).Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_trace_is_refused()
    {
        using TraceFileReader reader = TraceFileReader.Open(new MemoryStream("no trace"u8.ToArray()), "foreign");
        Assert.Throws<TraceFileException>(() => new ConsoleModel(new ConsoleSource { Recording = reader.ReadTo }, new FakeTime()));
    }

    [Fact]
    public void Records_of_a_hostile_file_are_bounded_and_shown_as_they_are()
    {
        using TestConsole console = Open(
            static sink =>
            {
                sink.Begin(new TraceOrigin("m", "b", "c", [], TraceCategories.All, default, StartTicks: 5, TicksPerSecond: 1));
                sink.Accept(7, [TraceRecord.Of(0xFFFF, ulong.MaxValue, long.MaxValue, [])], dropped: 3);
                var change = new WorldSwitched(0, new World(255), new World(254));
                sink.Accept(0, [TraceRecord.Of(TraceEvents.NumberOf<WorldSwitched>(), 0, long.MaxValue, change)], 0);
                sink.Settle(0);
                sink.End();
            },
            80,
            24);
        Assert.Contains("3 records lost", console.Screen, StringComparison.Ordinal);
        Assert.Contains("event 0xffff, which this", console.Type("z").Press(Key.Tab, Key.Tab).Screen, StringComparison.Ordinal);
    }

    private static TestConsole Open(Action<ITraceSink> read, int width, int height) =>
        new(null, width, height, source => source with { Machine = null, Guest = null, Terminal = null, Recording = read });
}
