using System.Collections.Concurrent;
using Introspect.Devices;
using Introspect.Hypervisor.Network;
using Introspect.Machine;

namespace Introspect.Hypervisor.Tests.Network;

/// <summary>A network device with a door of its own, plugged into a port.</summary>
internal sealed class FakeCard : IPacketReceiver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<byte[]> _received = [];
    private readonly InputDoor _door;

    public FakeCard(GuestPort port, InputDoor? door = null)
    {
        Port = port;
        _door = door ?? new InputDoor();
        port.Connect(_door.AddEntrance(this));
    }

    public GuestPort Port { get; }

    public bool CanReceive { get; set; } = true;

    /// <summary>The thread on which the last frame came.</summary>
    public string? Thread { get; private set; }

    public void Receive(ReadOnlySpan<byte> frame)
    {
        Thread = System.Threading.Thread.CurrentThread.Name;
        _received.Add(frame.ToArray());
    }

    /// <summary>A frame of some bytes behind its head.</summary>
    public static byte[] Frame(MacAddress to, MacAddress from, params byte[] body)
    {
        byte[] frame = new byte[14 + body.Length];
        to.Write(frame);
        from.Write(frame.AsSpan(6));
        body.CopyTo(frame, 14);
        return frame;
    }

    /// <summary>The bodies of all frames that have come.</summary>
    public byte[][] TakeAll()
    {
        for (int pumps = 0; pumps < 100; pumps++)
        {
            _door.Pump(0);
        }

        var bodies = new List<byte[]>();
        while (_received.TryTake(out byte[]? frame))
        {
            bodies.Add(frame[14..]);
        }

        return [.. bodies];
    }

    /// <summary>The next frame, which the card's machine lets in.</summary>
    public byte[] Next()
    {
        Assert.True(_received.TryTake(out byte[]? frame, s_patience), "No frame comes.");
        return frame;
    }

    /// <summary>The next frame, which this thread lets in.</summary>
    public byte[] PumpNext()
    {
        byte[]? frame = null;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                _door.Pump(0);
                return _received.TryTake(out frame);
            },
            s_patience));
        return frame!;
    }
}
