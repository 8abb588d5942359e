using System.Diagnostics;
using System.Text.Json.Nodes;
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
        Process first = runtime.Start("demo", "--headless", "--timeout", "120");
        await runtime.WaitForMachinesAsync(1);
        Process second = runtime.Start("demo", "--headless", "--timeout", "120");
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
        Process device = runtime.Start("demo", "--headless", "--timeout", "120");
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

    private static Task<HostProcessResult> RunAsync(string program, params string[] arguments) =>
        HostProcess.RunAsync(program, arguments, TimeSpan.FromMinutes(1), cancellationToken: TestContext.Current.CancellationToken);
}
