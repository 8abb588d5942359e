using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Introspect.TestKit;

namespace Introspect.Boot.Tests;

/// <summary>Several devices on one host, each a process, and the commands that reach them.</summary>
public sealed class ControlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Devices_are_listed_paused_resumed_and_stopped_from_other_processes()
    {
        using var runtime = new RuntimeFolder(_folder);
        Process first = runtime.Start("demo", "--headless", "--serial", "none", "--timeout", "120");
        await runtime.WaitForMachinesAsync(1);
        Process second = runtime.Start("demo", "--headless", "--serial", "none", "--timeout", "120");
        JsonArray machines = await runtime.WaitForMachinesAsync(2);
        Assert.Equal(["demo", "demo-2"], machines.Select(static machine => (string)machine!["name"]!));
        Assert.Equal([first.Id, second.Id], machines.Select(static machine => (int)machine!["pid"]!));

        HostProcessResult paused = await runtime.RunAsync("pause", "demo-2");
        Assert.Matches(@"^demo-2 \(\d+\): paused at \d+ instructions", paused.Output);
        HostProcessResult again = await runtime.RunAsync("pause", $"demo-2@{second.Id}");
        Assert.Equal(paused.Output, again.Output);
        HostProcessResult resumed = await runtime.RunAsync("resume", "demo-2");
        Assert.Contains("running", resumed.Output, StringComparison.Ordinal);

        HostProcessResult stopped = await runtime.RunAsync("stop", "demo-2");
        Assert.Contains("ended", stopped.Output, StringComparison.Ordinal);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("stopped over the control socket", await second.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // A device that is killed leaves its socket behind; who looks next clears it away.
        first.Kill();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        string socket = _folder.File($"introspect/{first.Id}.sock");
        Assert.True(Path.Exists(socket));
        Assert.Empty(await runtime.WaitForMachinesAsync(0));
        Assert.False(Path.Exists(socket));
        HostProcessResult gone = await runtime.RunAsync("stop", "demo");
        Assert.Equal((1, "machine: there is no 'demo', and no other machine runs. Start one, such as: introspect demo\n"), (gone.ExitCode, gone.Error));
    }

    [Fact]
    public async Task Another_user_reaches_neither_the_folder_nor_an_open_socket()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can become another user");
        string setpriv = Tools.Require("setpriv", "util-linux");
        string perl = Tools.Require("perl", "perl-base");
        using var runtime = new RuntimeFolder(_folder);
        Process device = runtime.Start("demo", "--headless", "--serial", "none", "--timeout", "120");
        await runtime.WaitForMachinesAsync(1);

        const string Call =
            """
            use IO::Socket::UNIX;
            $SIG{PIPE} = 'IGNORE';
            my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or do { print $!{EACCES} ? "no permission" : $!; exit };
            syswrite($socket, '{"jsonrpc":"2.0","id":1,"method":"machines","params":[]}' . "\n");
            print sysread($socket, my $answer, 100) ? "answered" : "closed";
            """;
        string socket = _folder.File($"introspect/{device.Id}.sock");
        string[] asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups", perl, "-e", Call, socket];
        Assert.Equal("no permission", (await RunAsync(setpriv, asNobody)).Output);

        // The same with all doors open: the device itself looks who is there.
        foreach (string path in new[] { _folder.Path, _folder.File("introspect"), socket })
        {
            File.SetUnixFileMode(path, (UnixFileMode)0x1FF);
        }

        Assert.Equal("closed", (await RunAsync(setpriv, asNobody)).Output);
        Assert.Equal("answered", (await RunAsync(perl, "-e", Call, socket)).Output);
        device.Kill();
    }

    [Fact]
    public async Task The_commands_say_of_a_running_Debian_what_it_says_of_itself()
    {
        await IntrospectCommand.PullAsync("debian-armhf");
        using var runtime = new RuntimeFolder(_folder);
        Process device = runtime.Start("run", "debian-armhf", "--headless", "--timeout", "600");
        await TypeAsync(device, "", "GUEST-MARKER: shell");
        await TypeAsync(device, "", "/ #");
        string said = await TypeAsync(device, "ps; echo E''ND-1; cat /proc/modules; echo E''ND-2; cat /proc/1/maps; echo E''ND-3\n", "END-3");
        string[] parts = Regex.Split(said, @"END-\d\r?\n?");

        // Of the tools themselves `ps` is gone; the kernel's workers come and go.
        string[] processes =
        [
            .. Words(parts[0])
                .Where(static line => int.TryParse(line[0], out _) && !line.Contains("{ps}") && !IsWorker(line[^1]))
                .Select(static line => line[0]),
        ];
        Assert.NotEmpty(processes);
        JsonArray ps = await TableAsync("ps");
        Assert.Equal(processes, ps.Where(static row => !IsWorker((string)row!["command"]!)).Select(static row => $"{row!["pid"]}"));
        Assert.Equal(Words(parts[1]).Select(static line => line[0]), (await TableAsync("modules")).Select(static row => (string)row!["name"]!));
        Assert.Equal(Words(parts[2]).Count(), (await TableAsync("maps", "1")).Count);
        Assert.Contains(await TableAsync("dmesg"), static row => ((string)row!["text"]!).StartsWith("Linux version 6.1", StringComparison.Ordinal));
        Assert.Contains(await TableAsync("layout"), static row => (string)row!["field"]! == "pid");

        string trace = _folder.File("debian.nettrace");
        HostProcessResult recorded = await runtime.RunAsync("trace", "record", "debian-armhf", "--output", trace, "--seconds", "1");
        Assert.Matches($"^trace: {Regex.Escape(trace)}: [1-9][0-9]* events, 0 dropped", recorded.Output);
        Assert.Equal(0, (await runtime.RunAsync("trace", "summary", trace)).ExitCode);
        JsonNode machine = Assert.Single(await runtime.WaitForMachinesAsync(1))!;
        Assert.Equal("running", (string)machine["state"]!);
        Assert.Equal(0, (await runtime.RunAsync("stop", "debian-armhf")).ExitCode);

        async Task<JsonArray> TableAsync(params string[] table)
        {
            HostProcessResult read = await runtime.RunAsync(["vmi", "debian-armhf", .. table, "--json"]);
            Assert.Equal((0, ""), (read.ExitCode, read.Error));
            return JsonNode.Parse(read.Output)!.AsArray();
        }
    }

    private static bool IsWorker(string command) => command.Contains("kworker", StringComparison.Ordinal);

    private static IEnumerable<string[]> Words(string text) => text
        .Split('\n')
        .Select(static line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Where(static words => words.Length >= 3);

    /// <summary>Types a text to a device's guest and gives what it said until <paramref name="awaited"/>, which is included.</summary>
    private static async Task<string> TypeAsync(Process device, string text, string awaited)
    {
        await device.StandardInput.WriteAsync(text);
        await device.StandardInput.FlushAsync();
        var said = new StringBuilder();
        char[] one = new char[1];
        while (!said.ToString(Math.Max(0, said.Length - awaited.Length), Math.Min(said.Length, awaited.Length)).Equals(awaited, StringComparison.Ordinal))
        {
            Assert.True(await device.StandardOutput.ReadAsync(one, TestContext.Current.CancellationToken) > 0, $"'{awaited}' has not appeared:\n{said}");
            said.Append(one[0]);
        }

        return said.ToString();
    }

    private static Task<HostProcessResult> RunAsync(string program, params string[] arguments) =>
        HostProcess.RunAsync(program, arguments, TimeSpan.FromMinutes(1), cancellationToken: TestContext.Current.CancellationToken);
}
