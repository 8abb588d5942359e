using System.Net.Sockets;
using System.Text;
using Introspect.Cli.Control;
using Introspect.Core;
using Introspect.Inspection;
using Introspect.TestKit.Inspection;
using Introspect.Tracing.Events;
using Introspect.Vmi;

namespace Introspect.Cli.Tests.Control;

public sealed class ControlServerTests
{
    [Fact]
    public async Task A_machine_is_listed_while_it_runs()
    {
        using var device = new TestDevice();
        using DeviceConnection client = device.Connect();
        MachineStatus first = Assert.Single(await TestDevice.Call(client, static (d, c) => d.MachinesAsync(c)));
        Assert.True(SpinWait.SpinUntil(() => device.Machine.InstructionCount > first.Instructions, TimeSpan.FromSeconds(20)), "the guest stands still");
        MachineStatus second = Assert.Single(await TestDevice.Call(client, static (d, c) => d.MachinesAsync(c)));
        Assert.Equal(("fake", TestDevice.Pid, MachineState.Running, null), (first.Name, first.Pid, first.State, first.StopReason));
        Assert.Equal(("none", "cortex-a15", 2, 8), (first.Board, first.Cpu, first.Vcpus, first.MemoryMiB));
        Assert.True(second.Instructions > first.Instructions);
        Assert.Equal(DeviceVersion.OfThisProgram, await TestDevice.Call(client, static (d, c) => d.VersionAsync(c)));
    }

    [Fact]
    public async Task Pause_and_resume_do_nothing_the_second_time()
    {
        using var device = new TestDevice();
        using DeviceConnection client = device.Connect();
        MachineStatus paused = await TestDevice.Call(client, static (d, c) => d.PauseAsync("fake", c));
        Assert.Equal((MachineState.Stopped, StopReason.Interrupt), (paused.State, paused.StopReason));
        Assert.Equal(paused, await TestDevice.Call(client, static (d, c) => d.PauseAsync("fake", c)));
        Assert.Equal(paused, await TestDevice.Call(client, static (d, c) => d.PauseAsync("fake", c)));
        Assert.Equal(MachineState.Running, (await TestDevice.Call(client, static (d, c) => d.ResumeAsync("fake", c))).State);
        Assert.Equal(MachineState.Running, (await TestDevice.Call(client, static (d, c) => d.ResumeAsync("fake", c))).State);
    }

    [Fact]
    public async Task A_machine_that_is_stopped_ends_and_says_so_to_everybody()
    {
        using var device = new TestDevice();
        using DeviceConnection client = device.Connect();
        Assert.Equal((false, 0), (device.Controlled.WasStopped, device.EndedRuns));
        Assert.Equal(MachineState.Ended, (await TestDevice.Call(client, static (d, c) => d.StopAsync("fake", c))).State);
        Assert.Equal((true, 1), (device.Controlled.WasStopped, device.EndedRuns));
        IntrospectException error = await Assert.ThrowsAsync<IntrospectException>(
            () => TestDevice.Call(client, static (d, c) => d.ResumeAsync("fake", c)));
        Assert.Equal("resume: fake has ended its run.", error.Message);
    }

    [Fact]
    public async Task A_machine_that_is_over_is_not_touched_any_more()
    {
        using var device = new TestDevice();
        using DeviceConnection client = device.Connect();
        device.Controlled.Dispose();
        Assert.Empty(await TestDevice.Call(client, static (d, c) => d.MachinesAsync(c)));
        IntrospectException error = await Assert.ThrowsAsync<IntrospectException>(
            () => TestDevice.Call(client, static (d, c) => d.StopAsync("fake", c)));
        Assert.Contains("there is no 'fake'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_arrives_as_it_was_read()
    {
        var guest = new SyntheticLinux();
        using var device = new TestDevice(view: () => GuestView.Of(new RawImage("synthetic", guest.Ram, SyntheticLinux.RamBase)));
        using DeviceConnection client = device.Connect();
        foreach (string name in new[] { "ps", "dmesg", "modules", "layout" })
        {
            GuestTable there = device.Controlled.Read(name, []);
            GuestTable here = await TestDevice.Call(client, (d, c) => d.TableAsync("fake", name, [], c));
            Assert.Equal(there.Columns, here.Columns.AsEnumerable());
            Assert.Equal(there.Rows.SelectMany(static row => row), here.Rows.SelectMany(static row => row));
            Assert.NotEmpty(here.Rows);
        }
    }

    [Fact]
    public async Task What_the_guest_kernel_does_not_give_is_said_in_the_message_of_the_reader()
    {
        using var device = new TestDevice();
        using DeviceConnection client = device.Connect();
        IntrospectException error = await Assert.ThrowsAsync<IntrospectException>(
            () => TestDevice.Call(client, static (d, c) => d.TableAsync("fake", "ps", [], c)));
        IntrospectException here = Assert.Throws<IntrospectException>(() => device.Controlled.Read("ps", []));
        Assert.Equal(here.Message, error.Message);
        await device.StillServesAsync();
    }

    private static string Absolute => Path.Combine(Path.GetTempPath(), "trace.nettrace");

    public static TheoryData<string, double, string> Recordings => new()
    {
        { "trace.nettrace", 1, "'trace.nettrace' is not an absolute path" },
        { Absolute, 0, "0 is not a time" },
        { Absolute, double.MaxValue, "is not a time" },
        { Absolute, 1, "machine fake tells nothing that could be traced" },
    };

    [Theory, MemberData(nameof(Recordings))]
    public async Task A_recording_that_cannot_be_is_refused(string file, double seconds, string error)
    {
        using var device = new TestDevice();
        using DeviceConnection client = device.Connect();
        IntrospectException refused = await Assert.ThrowsAsync<IntrospectException>(
            () => TestDevice.Call(client, (d, c) => d.RecordAsync("fake", file, TraceCategories.Default, seconds, c)));
        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_of_another_user_is_refused_and_root_is_not()
    {
        uint uid = PeerCredentials.OwnUid + 1;
        using var device = new TestDevice(_ => new PeerCredentials(1, uid));
        using (Socket refused = device.ConnectRaw())
        {
            Assert.True(IsClosed(refused));
        }

        uid = PeerCredentials.Root;
        await device.StillServesAsync();
    }

    [Fact]
    public void The_kernel_says_who_the_peer_is()
    {
        using var device = new TestDevice();
        using Socket client = device.ConnectRaw();
        Assert.Equal(new PeerCredentials(Environment.ProcessId, PeerCredentials.OwnUid), PeerCredentials.Of(client));
        Assert.False(new PeerCredentials(1, 1000).IsTrustedBy(1001));
        Assert.True(new PeerCredentials(1, 1000).IsTrustedBy(1000));
        Assert.True(new PeerCredentials(1, 0).IsTrustedBy(1000));
        Assert.False(new PeerCredentials(1, 1000).IsTrustedBy(0));
    }

    [Fact]
    public void A_listener_of_another_user_is_not_called()
    {
        Assert.SkipWhen(PeerCredentials.OwnUid == PeerCredentials.Root, "everybody trusts root");
        using var device = new TestDevice();
        IntrospectException error = Assert.Throws<IntrospectException>(
            () => DeviceConnection.Open(device.Server.Path, PeerCredentials.OwnUid + 1));
        Assert.Contains("not one of yours", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_clients_make_room_for_one_that_calls()
    {
        using var device = new TestDevice();
        Socket[] silent = [.. Enumerable.Range(0, 3 * ControlServer.MaxClients).Select(_ => device.ConnectRaw())];
        await device.StillServesAsync();
        Assert.True(device.Server.Clients <= ControlServer.MaxClients);
        Assert.True(IsClosed(silent[0]));
        Assert.All(silent, static socket => socket.Dispose());
    }

    [Fact]
    public void A_device_that_ends_takes_its_socket_away_and_closes_its_clients()
    {
        using var device = new TestDevice();
        using Socket client = device.ConnectRaw();
        device.Server.Dispose();
        Assert.False(Path.Exists(device.Server.Path));
        Assert.True(IsClosed(client));
        Assert.Null(DeviceConnection.Open(device.Server.Path, PeerCredentials.OwnUid));
    }

    [Fact]
    public async Task The_answer_to_a_stop_arrives_though_the_device_ends_by_it()
    {
        for (int i = 0; i < 20; i++)
        {
            var device = new TestDevice();
            using DeviceConnection client = device.Connect();
            Task<MachineStatus> stop = TestDevice.Call(client, static (d, c) => d.StopAsync("fake", c));
            SpinWait.SpinUntil(() => device.Controlled.WasStopped);
            device.Dispose();
            Assert.Equal(MachineState.Ended, (await stop).State);
        }
    }

    [Fact]
    public void Calls_are_lines_of_json_that_any_program_can_write()
    {
        using var device = new TestDevice();
        using Socket client = device.ConnectRaw();
        client.Send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pause\",\"params\":{\"machine\":\"fake\"}}\n"u8);
        using var reader = new StreamReader(new NetworkStream(client), Encoding.UTF8);
        Assert.Matches("^{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"name\":\"fake\",\"pid\":4711,\"state\":\"stopped\",\"stopReason\":\"interrupt\"", reader.ReadLine()!);
        client.Send("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"stop\",\"params\":[\"fale\"]}\n"u8);
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{\"code\":-32001,\"message\":\"machine: there is no \\u0027fale\\u0027. Did you mean fake? See all: introspect ps\"}}",
            reader.ReadLine());
    }

    /// <summary>True when the other end has closed it.</summary>
    internal static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[1]) == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return true;
        }
    }
}
