using System.Text.Json.Nodes;
using Introspect.Cli.Commands;
using Introspect.Cli.Control;
using Introspect.Cli.Running;
using Introspect.Core;
using Introspect.TestKit.Inspection;
using Introspect.Tracing.Analysis;
using Introspect.Tracing.Events;
using Introspect.Tracing.Files;

namespace Introspect.Cli.Tests.Control;

/// <summary>The commands that reach a running machine, with real machines of this process.</summary>
public sealed class ControlCommandsTests
{
    private static readonly byte[] s_counts = [0x01, 0x00, 0x80, 0xE2, 0xFD, 0xFF, 0xFF, 0xEA];   // add r0, r0, #1; b .-4

    [Fact]
    public async Task Without_a_machine_the_list_is_empty_and_a_name_is_an_error()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Ok, await host.RunAsync("ps"));
        Assert.Equal("MACHINE  PID  STATE  BOARD  CPU  VCPUS  MiB  INSTRUCTIONS  GUEST TIME\n", host.Output);
        Assert.Equal(ExitCode.Failed, await host.RunAsync("stop", "demo"));
        Assert.Equal("machine: there is no 'demo', and no other machine runs. Start one, such as: introspect demo\n", host.Error);
    }

    [Fact]
    public async Task A_machine_is_listed_paused_resumed_and_stopped_as_a_user_does_it()
    {
        using var runner = new TestHost(new LiveRunner());
        ControlPlace place = runner.Host.Control;
        Task<int> run = Start(runner);
        await WaitForMachines(place, 1);

        using (var host = new TestHost(control: place))
        {
            Assert.Equal(ExitCode.Ok, await host.RunAsync("ps", "--json"));
            JsonNode machine = JsonNode.Parse(host.Output)![0]!;
            Assert.Equal(
                ("counts.bin", "running", "virt", "cortex-a15", 1, Environment.ProcessId),
                ((string)machine["name"]!, (string)machine["state"]!, (string)machine["board"]!, (string)machine["cpu"]!, (int)machine["vcpus"]!, (int)machine["pid"]!));
        }

        string before = await Say(place, "pause", "counts.bin");
        Assert.StartsWith($"counts.bin ({Environment.ProcessId}): paused at ", before, StringComparison.Ordinal);
        Assert.Equal(before, await Say(place, "pause", $"counts.bin@{Environment.ProcessId}"));
        Assert.Equal("running", (string)JsonNode.Parse(await Say(place, "resume", "counts.bin", "--json"))!["state"]!);
        Assert.Contains(": ended at ", await Say(place, "stop", "counts.bin"), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, await run);
        Assert.Equal("run: the machine was stopped over the control socket\n", runner.Error);
        Assert.Empty(place.Devices());
    }

    [Fact]
    public async Task A_second_machine_of_a_name_gets_a_number_and_an_unknown_name_names_the_nearest()
    {
        using var first = new TestHost(new LiveRunner());
        ControlPlace place = first.Host.Control;
        Task<int> firstRun = Start(first);
        await WaitForMachines(place, 1);
        using var second = new TestHost(new LiveRunner(), control: place);
        Task<int> secondRun = Start(second);
        await WaitForMachines(place, 2);

        using var host = new TestHost(control: place);
        Assert.Equal(ExitCode.Failed, await host.RunAsync("pause", "count.bin"));
        Assert.Equal(
            "machine: there is no 'count.bin'. Did you mean counts.bin or counts.bin-2? See all: introspect ps (running: counts.bin, counts.bin-2)\n",
            host.Error);
        Assert.Equal(ExitCode.Failed, await host.RunAsync("pause", "counts.bin@1"));

        await Say(place, "stop", "counts.bin-2");
        Assert.Equal(ExitCode.Ok, await secondRun);
        await Say(place, "stop", "counts.bin");
        Assert.Equal(ExitCode.Ok, await firstRun);
    }

    [Fact]
    public async Task A_run_that_waits_for_a_text_has_failed_when_it_is_stopped()
    {
        using var runner = new TestHost(new LiveRunner());
        Task<int> run = Start(runner, "--until", "never");
        await WaitForMachines(runner.Host.Control, 1);
        await Say(runner.Host.Control, "stop", "counts.bin");
        Assert.Equal(ExitCode.Failed, await run);
        Assert.Equal("run: the machine was stopped over the control socket, and 'never' has not appeared\n", runner.Error);
    }

    [Fact]
    public async Task A_running_machine_is_recorded_for_a_time_until_the_user_ends_it_and_until_its_run_ends()
    {
        using var runner = new TestHost(new LiveRunner());
        ControlPlace place = runner.Host.Control;
        Task<int> run = Start(runner);
        await WaitForMachines(place, 1);

        string timed = Path.Combine(runner.Folder, "timed.nettrace");
        string said = await Say(place, "trace", "record", "counts.bin", "--output", timed, "--seconds", "0.2", "--trace-events", "exits");
        Assert.Equal($"trace: {timed}: {EventsOf(timed)} events, 0 dropped\n", said);

        using var host = new TestHost(control: place);
        using var user = new CancellationTokenSource();
        JsonNode traced = JsonNode.Parse(await Say(place, "trace", "record", "counts.bin", "--output", timed, "--seconds", "0.1", "--json"))!;
        Assert.Equal((EventsOf(timed), true), ((ulong)traced["events"]!, (bool)traced["isWhole"]!));

        string cut = Path.Combine(runner.Folder, "cut.nettrace");
        Task<int> recording = IntrospectCommand.RunAsync(host.Host, ["trace", "record", "counts.bin", "--output", cut], user.Token);
        await WaitForFile(cut + ".part");
        await user.CancelAsync();
        Assert.Equal(ExitCode.Ok, await recording);
        Assert.Equal($"trace: {cut}: {EventsOf(cut)} events, 0 dropped\n", host.Output);

        string last = Path.Combine(runner.Folder, "last.nettrace");
        Task<string> whole = Say(place, "trace", "record", "counts.bin", "--output", last);
        await WaitForFile(last + ".part");
        await Say(place, "stop", "counts.bin");
        said = await whole;
        Assert.Equal($"trace: {last}: {EventsOf(last)} events, 0 dropped\n", said);
        Assert.Equal(ExitCode.Ok, await run);
    }

    [Fact]
    public async Task A_recording_ends_with_the_client_that_asked_for_it()
    {
        using var runner = new TestHost(new LiveRunner());
        ControlPlace place = runner.Host.Control;
        Task<int> run = Start(runner);
        await WaitForMachines(place, 1);
        string file = Path.Combine(runner.Folder, "left.nettrace");
        Task<RecordedTrace> left;
        using (DeviceConnection client = DeviceConnection.Open(place.Devices()[0], place.Uid)!)
        {
            left = client.CallAsync(
                (d, c) => d.RecordAsync("counts.bin", file, TraceCategories.Default, null, c), Timeout.InfiniteTimeSpan, CancellationToken.None);
            await WaitForFile(file + ".part");
        }

        await Assert.ThrowsAsync<IntrospectException>(() => left);
        await WaitForFile(file);
        _ = EventsOf(file);   // it is whole
        await Say(place, "stop", "counts.bin");
        await run;
    }

    [Fact]
    public async Task The_file_of_a_guests_memory_is_read_as_a_machine_is()
    {
        using var host = new TestHost();
        string image = host.File("linux.bin", new SyntheticLinux().Ram.ToArray());
        Assert.Equal(ExitCode.Ok, await host.RunAsync("vmi", image, "ps"));
        Assert.Matches(@"^PID +PPID .*\n1 +0 .* init ", host.Output);

        using var both = new TestHost(control: host.Host.Control);
        Assert.Equal(ExitCode.Ok, await both.RunAsync("vmi", image, "ps", "--layout", "--json", "--base", "0x40000000"));
        JsonNode tables = JsonNode.Parse(both.Output)!;
        Assert.Equal(1, (int)tables["ps"]![0]!["pid"]!);
        Assert.Contains(tables["layout"]!.AsArray(), static row => (string)row!["field"]! == "pid");
        Assert.Equal(ExitCode.Failed, await both.RunAsync("vmi", image, "ps", "--base", "0x80000000"));
    }

    [Fact]
    public async Task A_file_without_a_kernel_is_named()
    {
        using var host = new TestHost();
        string image = host.File("ram.bin", new byte[8192]);
        Assert.Equal(ExitCode.Failed, await host.RunAsync("vmi", image, "ps"));
        Assert.Contains(image, host.Error, StringComparison.Ordinal);
        Assert.Contains("kernel", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_is_not_safe_does_not_keep_a_machine_from_running()
    {
        using var host = new TestHost();
        string folder = Path.Combine(host.Folder, "introspect");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0x1FF);
        Assert.Equal(ExitCode.Ok, await host.RunAsync("demo", "--headless", "--until", "ready"));
        Assert.Contains("is open to other users", host.Error, StringComparison.Ordinal);
        Assert.Contains("this run is not seen by: introspect ps", host.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, await host.RunAsync("ps"));
    }

    public static TheoryData<string, int, string> Errors => new()
    {
        // command line       exit  error
        { "vmi demo",          2,    "vmi: which table? Give one of: ps, dmesg, modules, maps PID, layout" },
        { "vmi demo pss",      2,    "table: there is no 'pss'. Did you mean ps" },
        { "vmi demo maps",     2,    "vmi: maps takes PID. Give: vmi MACHINE maps PID" },
        { "vmi demo ps 1",     2,    "vmi: ps takes nothing more" },
        { "vmi demo ps",       1,    "machine: there is no 'demo'" },
        { "vmi",               2,    "See: introspect vmi --help" },
        { "vmi demo ps --base 0x4000_0000", 2, "--base: '0x4000_0000' is not an address" },
        { "vmi demo ps --base 1",           2, "--base: demo is no file" },
        { "vmi ./no-such-file ps",          1, "./no-such-file: the image cannot be read" },
        { "trace record demo",              2, "--output" },
        { "trace record demo --output FOLDER/x --seconds 0",         2, "--seconds: 0 is not a time" },
        { "trace record demo --output FOLDER/x --trace-events exit", 2, "--trace-events: there is no 'exit'. Did you mean exits" },
        { "trace record demo --output FOLDER/x",                     1, "machine: there is no 'demo'" },
        { "pause",             2,    "See: introspect pause --help" },
    };

    [Theory, MemberData(nameof(Errors))]
    public async Task A_wrong_command_line_says_what_is_wrong(string commandLine, int exitCode, string error)
    {
        using var host = new TestHost();
        Assert.Equal(exitCode, await host.RunAsync(commandLine.Replace("FOLDER", host.Folder, StringComparison.Ordinal).Split(' ')));
        Assert.Contains(error, host.Error, StringComparison.Ordinal);
        Assert.Equal("", host.Output);
    }

    private static Task<int> Start(TestHost host, params string[] options) =>
        host.RunAsync(["run", "--headless", "--serial", "none", "--kernel", host.File("counts.bin", s_counts), "--timeout", "60", .. options]);

    private static async Task WaitForMachines(ControlPlace place, int count)
    {
        var machines = new RunningMachines(place, Assert.Fail);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        for (int i = 0; (await machines.ListAsync(cancellation)).Count(static m => m.Instructions > 0) < count; i++)
        {
            Assert.True(i < 1000, "the machine does not appear");
            await Task.Delay(20, cancellation);
        }
    }

    private static ulong EventsOf(string file)
    {
        var summary = new TraceSummary();
        using var reader = TraceFileReader.Open(file);
        reader.ReadTo(summary);
        return summary.Count;
    }

    private static async Task WaitForFile(string path)
    {
        for (int i = 0; !File.Exists(path) || new FileInfo(path).Length == 0; i++)
        {
            Assert.True(i < 1000, $"{path} does not appear");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> Say(ControlPlace place, params string[] arguments)
    {
        using var host = new TestHost(control: place);
        Assert.Equal((ExitCode.Ok, ""), (await host.RunAsync(arguments), host.Error));
        return host.Output;
    }
}
