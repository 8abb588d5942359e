using System.Net.Sockets;
using Introspect.Cli.Control;
using Introspect.Inspection;
using Introspect.TestKit;
using Introspect.TestKit.Inspection;
using Introspect.Vmi;

namespace Introspect.Cli.Tests.Control;

/// <summary>A device with one fake machine that runs, in a folder of its own.</summary>
internal sealed class TestDevice : IDisposable
{
    public const int Pid = 4711;

    private readonly TemporaryFolder _folder = new();

    public TestDevice(Func<Socket, PeerCredentials>? credentialsOf = null, Func<GuestView>? view = null)
    {
        Place = new ControlPlace(_folder.File("introspect"), PeerCredentials.OwnUid);
        Server = ControlServer.Start(Place, Pid, credentialsOf ?? PeerCredentials.Of);
        Machine = new FakeMachine();
        Controlled = Server.Add(Machine, memoryMiB: 8, new Lazy<GuestView>(view ?? (() => GuestView.Of(Machine))), () => EndedRuns++);
        using (Machine.Hold())
        {
            Machine.Resume([new ResumeAction(ResumeKind.Run), new ResumeAction(ResumeKind.Run)]);
        }
    }

    /// <summary>How often the run was told that somebody has stopped its machine.</summary>
    public int EndedRuns { get; private set; }

    public ControlPlace Place { get; }

    public ControlServer Server { get; }

    public FakeMachine Machine { get; }

    public ControlledMachine Controlled { get; }

    public DeviceConnection Connect() => DeviceConnection.Open(Server.Path, PeerCredentials.OwnUid)!;

    /// <summary>A connection that speaks no JSON-RPC but what a test says.</summary>
    public Socket ConnectRaw()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000, SendTimeout = 10_000 };
        socket.Connect(new UnixDomainSocketEndPoint(Server.Path));
        return socket;
    }

    /// <summary>The machine is listed to a new client, runs on, and obeys.</summary>
    public async Task StillServesAsync()
    {
        using DeviceConnection client = Connect();
        MachineStatus[] before = await Call(client, static (d, c) => d.MachinesAsync(c));
        Assert.Equal(MachineState.Running, Assert.Single(before).State);
        Assert.True(SpinWait.SpinUntil(() => Machine.InstructionCount > before[0].Instructions, TimeSpan.FromSeconds(20)), "the guest stands still");
        MachineStatus paused = await Call(client, static (d, c) => d.PauseAsync("fake", c));
        Assert.Equal(MachineState.Stopped, paused.State);
        Assert.Equal(MachineState.Running, (await Call(client, static (d, c) => d.ResumeAsync("fake", c))).State);
    }

    public static Task<T> Call<T>(DeviceConnection client, Func<IDeviceControl, CancellationToken, Task<T>> call) =>
        client.CallAsync(call, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Controlled.Dispose();
        Server.Dispose();
        Machine.Dispose();
        _folder.Dispose();
    }
}
