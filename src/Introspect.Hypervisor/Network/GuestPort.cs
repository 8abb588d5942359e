using Introspect.Core;
using Introspect.Machine.Network;

namespace Introspect.Hypervisor.Network;

/// <summary>One end of a cable: what a machine's network device is plugged into, with counters. The machine's thread sends.</summary>
public abstract class GuestPort : INetworkCable, IDisposable
{
    private PacketEntrance? _guest;

    /// <summary>What went through, and what did not.</summary>
    public PortCounters Counters { get; } = new();

    public void Connect(PacketEntrance guest)
    {
        Invariant.Require(_guest is null);
        Volatile.Write(ref _guest, guest);
    }

    public abstract void Send(ReadOnlySpan<byte> frame);

    /// <summary>Unplugs: nothing goes in or out any more. The machine does not run any more.</summary>
    public abstract void Dispose();

    /// <summary>Hands a frame to the machine, from any thread and without waiting.</summary>
    internal void Deliver(ReadOnlySpan<byte> frame, int sender = 0)
    {
        if (Volatile.Read(ref _guest) is { } guest && guest.TryPost(frame, sender))
        {
            Counters.NoteReceived(frame.Length);
        }
        else
        {
            Counters.NoteDrop(FrameDrop.QueueFull);
        }
    }
}
