using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Introspect.Cli.Running;

namespace Introspect.Cli.Tests.Running;

/// <summary>Commands that run real machines.</summary>
public sealed class LiveRunnerTests
{
    private static readonly uint[] s_off = [0xE3A0_0484, 0xE380_0008, 0xE140_0070, 0xEAFF_FFFE];     // PSCI SYSTEM_OFF
    private static readonly uint[] s_crash = [0xE3A0_0202, 0xEE0C_0F10, 0xE120_0070];                // bkpt, its vectors nowhere
    private static readonly uint[] s_sleep = [0xE320_F003, 0xEAFF_FFFD];

    public static TheoryData<uint[], int, string> Ends => new()
    {
        { s_off, ExitCode.Ok, "" },
        { s_crash, ExitCode.GuestCrashed, "is locked up" },
        { s_sleep, ExitCode.TimedOut, "time is up" },
    };

    [Theory, MemberData(nameof(Ends))]
    public async Task A_run_ends_as_its_guest_does(uint[] guest, int exitCode, string error)
    {
        using var host = new TestHost(new LiveRunner());
        Assert.Equal(exitCode, await host.RunAsync("run", "--headless", "--kernel", File(host, guest), "--timeout", exitCode == ExitCode.TimedOut ? "0.5" : "60"));
        Assert.Contains(error, host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_obeys_its_script_and_does_the_same_each_time()
    {
        List<string> reports = [];
        for (int i = 0; i < 2; i++)
        {
            using var host = new TestHost(new LiveRunner());
            string report = Path.Combine(host.Folder, "report.json");
            Assert.Equal(ExitCode.Ok, await host.RunAsync(
                "demo", "--headless", "--send-after", "demo> ", "echo live", "--until", "^live", "--timeout", "120", "--report", report));
            JsonNode machine = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!["machine"]!;
            Assert.Contains(machine["exits"]!.AsArray(), static exit => (string?)exit!["reason"] == "mmio" && (long)exit["count"]! > 0);
            reports.Add($"{machine["instructions"]} instructions, {machine["guestSeconds"]} s, {host.GuestOutput}");
        }

        Assert.Equal(reports[0], reports[1]);
    }

    [Fact]
    public async Task A_run_on_a_network_tells_what_went_over_it()
    {
        using var host = new TestHost(new LiveRunner());
        string report = Path.Combine(host.Folder, "report.json");
        Assert.Equal(ExitCode.Ok, await host.RunAsync(
            "demo", "--headless", "--net", "switch:lan", "--net", "switch:lan,mac=52:54:00:00:00:01", "--until", "demo> ", "--timeout", "120", "--report", report));
        JsonArray networks = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!["machine"]!["networks"]!.AsArray();
        Assert.Equal(2, networks.Count);
        Assert.StartsWith("52:54:00:", (string)networks[0]!["address"]!, StringComparison.Ordinal);
        Assert.Equal(("52:54:00:00:00:01", 0, 0), ((string)networks[1]!["address"]!, (int)networks[1]!["sentFrames"]!, (int)networks[1]!["dropped"]!["spoofed"]!));
    }

    [Fact]
    public async Task A_run_prints_the_translations_that_are_asked_for()
    {
        using var host = new TestHost(new LiveRunner());
        Assert.Equal(ExitCode.Ok, await host.RunAsync(
            "run", "--headless", "--kernel", File(host, s_off), "--engine", "translator", "--without", "passes",
            "--dump-translation", "40010000,0x20", "--timeout", "60"));
        Assert.Contains("40010000  E3A00484  mov r0, ", host.Error, StringComparison.Ordinal);
        Assert.Matches(@"
  0000  sub +dword ptr", host.Error);
        Assert.Matches(@"0  Move r0 <- #0x84000000 +[0-9A-F]{4}  mov +\w+, 0x84000000", host.Error);
        Assert.Contains("no translated block begins at 00000020", host.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("40010000,")]
    [InlineData("main")]
    public async Task What_is_no_address_of_a_translation_is_refused(string addresses)
    {
        using var host = new TestHost(new LiveRunner());
        Assert.Equal(ExitCode.WrongUsage, await host.RunAsync("run", "--headless", "--kernel", File(host, s_off), "--dump-translation", addresses));
        Assert.Contains("is no address", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_waits_for_a_debugger_says_where_and_executes_nothing()
    {
        using var host = new TestHost(new LiveRunner());
        string report = Path.Combine(host.Folder, "report.json");
        int port = FreePorts();
        Assert.Equal(ExitCode.TimedOut, await host.RunAsync(
            "run", "--headless", "--kernel", File(host, s_off), "--gdb", $"{port}", "--wait-gdb", "--timeout", "0.5", "--report", report));
        Assert.Contains($"gdb: target remote 127.0.0.1:{port}", host.Error, StringComparison.Ordinal);
        Assert.Equal(0, (long)JsonNode.Parse(await System.IO.File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!["machine"]!["instructions"]!);
    }

    [Fact]
    public async Task A_port_in_use_is_said_before_the_guest_starts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var host = new TestHost(new LiveRunner());
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Assert.Equal(ExitCode.Failed, await host.RunAsync("demo", "--headless", "--gdb", $"{port}", "--timeout", "60"));
        Assert.Contains($"port {port} on 127.0.0.1 is in use", host.Error, StringComparison.Ordinal);
        Assert.Empty(host.GuestOutput);
    }

    private static string File(TestHost host, uint[] guest)
    {
        byte[] image = new byte[guest.Length * sizeof(uint)];
        for (int i = 0; i < guest.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(i * sizeof(uint)), guest[i]);
        }

        return host.File("guest.bin", image);
    }

    // A port that was free a moment ago, as was the next one.
    private static int FreePorts()
    {
        for (; ; )
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            using var second = new TcpListener(IPAddress.Loopback, port + 1);
            try
            {
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // The next one is taken: look on.
            }
        }
    }
}
