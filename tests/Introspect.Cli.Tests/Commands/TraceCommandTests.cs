using System.Text.Json.Nodes;
using Introspect.Cli.Running;
using Introspect.TestKit;

namespace Introspect.Cli.Tests.Commands;

public sealed class TraceCommandTests
{
    private static readonly string s_sample = Path.Combine(Repository.Root, "traces", "demo.nettrace");

    public static TheoryData<string[], string> WrongUsages => new()
    {
        { ["demo", "--trace-events", "exits"], "--trace-events: there is no file to record to. Give --trace FILE too." },
        { ["demo", "--trace", "x", "--trace-events", "exit,tlb"], "--trace-events: there is no 'exit'. Did you mean exits?" },
        { ["demo", "--trace", "x", "--trace-events", ","], "--trace-events: the list is empty." },
        { ["trace", "export", s_sample], "introspect: Option '--format' is required." },
        { ["trace", "export", s_sample, "--format", "perfetto"], "introspect: Cannot parse argument 'perfetto'" },
    };

    [Fact]
    public async Task The_summary_of_the_sample_is_what_it_was()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Ok, await host.RunAsync("trace", "summary", s_sample));
        Golden.Verify("trace-summary.txt", host.Output);
    }

    [Fact]
    public async Task The_summary_as_json_says_the_same()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Ok, await host.RunAsync("trace", "summary", s_sample, "--json"));
        JsonNode json = JsonNode.Parse(host.Output)!;
        Assert.Equal(("demo", true, 0), ((string)json["machine"]!, (bool)json["isComplete"]!, (int)json["dropped"]!));
        Assert.Equal((int)json["events"]!, json["byEvent"]!.AsArray().Sum(static row => (int)row!["count"]!));
        Assert.Equal((int)json["events"]!, json["byTrack"]!.AsArray().Sum(static row => (int)row!["events"]!));
    }

    [Fact]
    public async Task A_cut_file_is_summed_up_as_far_as_it_goes_and_ends_with_1()
    {
        byte[] whole = await File.ReadAllBytesAsync(s_sample, TestContext.Current.CancellationToken);
        using var host = new TestHost();
        Assert.Equal(ExitCode.Failed, await host.RunAsync("trace", "summary", host.File("cut.nettrace", whole[..30_000])));
        Assert.Contains("exit/mmio", host.Output, StringComparison.Ordinal);
        Assert.Matches(@"cut\.nettrace: offset 0x75[0-9a-f]{2}: .+ \d+ events before it could be read\.\n$", host.Error);
    }

    [Fact]
    public async Task Csv_goes_to_standard_output_a_line_an_event()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Ok, await host.RunAsync("trace", "export", s_sample, "--format", "csv"));
        string[] lines = host.GuestOutput.TrimEnd().Split("\r\n");
        Assert.StartsWith("HostNs,GuestNs,Track,Event,Category,Pc,CostNs,", lines[0], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(static c => c == ','), line.Count(static c => c == ',')));
    }

    [Fact]
    public async Task Chrome_goes_to_a_file()
    {
        using var host = new TestHost();
        string output = Path.Combine(host.Folder, "demo.json");
        Assert.Equal(ExitCode.Ok, await host.RunAsync("trace", "export", s_sample, "--format", "chrome", "--output", output));
        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))!;
        Assert.Equal("demo", (string?)json["otherData"]!["machine"]);
    }

    [Theory, MemberData(nameof(WrongUsages))]
    public async Task What_makes_no_sense_is_refused_and_the_way_out_is_told(string[] arguments, string error)
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.WrongUsage, await host.RunAsync(arguments));
        Assert.Contains(error, host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_writes_its_trace_and_says_how_much_of_it_there_is()
    {
        using var host = new TestHost(new LiveRunner());
        string trace = Path.Combine(host.Folder, "run.nettrace");
        Assert.Equal(ExitCode.Ok, await host.RunAsync(
            "demo", "--headless", "--until", "ready", "--timeout", "120", "--trace", trace, "--trace-events", "worlds,exceptions"));
        Assert.Matches(@"trace: .*run\.nettrace: \d+ events, 0 dropped\n$", host.Error);
        Assert.False(File.Exists(trace + ".part"));
        Assert.Equal(ExitCode.Ok, await host.RunAsync("trace", "summary", trace));
        Assert.Contains("exception/svc", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("exit/", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_that_cannot_be_written_is_told_before_the_run()
    {
        using var host = new TestHost(new LiveRunner());
        Assert.Equal(ExitCode.Failed, await host.RunAsync("demo", "--headless", "--trace", "/nowhere/run.nettrace"));
        Assert.Contains("/nowhere/run.nettrace: the trace cannot be written", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_is_full_fails_the_run_with_a_line()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        using var host = new TestHost(new LiveRunner());
        string trace = Path.Combine(host.Folder, "run.nettrace");
        File.CreateSymbolicLink(trace + ".part", "/dev/full");
        Assert.Equal(ExitCode.Failed, await host.RunAsync("demo", "--headless", "--until", "ready", "--timeout", "120", "--trace", trace));
        Assert.Contains("the trace cannot be written", host.Error, StringComparison.Ordinal);
    }
}
