using Introspect.Devices;

namespace Introspect.Machine.Network;

/// <summary>
/// Where frames for one network device come in through its machine's <see cref="InputDoor"/>: they wait here, in bounds, until the device has
/// room for them.
/// </summary>
public sealed class PacketEntrance
{
    private const int Bytes = 1 << 20;

    private readonly FrameQueue _frames = new(Bytes);
    private readonly Action _posted;

    internal PacketEntrance(IPacketReceiver device, Action posted)
    {
        Device = device;
        _posted = posted;
    }

    /// <summary>The device that they are for.</summary>
    public IPacketReceiver Device { get; }

    /// <summary>True when a frame waits.</summary>
    internal bool HasFrame => !_frames.IsEmpty;

    /// <summary>Posts a frame, from any thread and without waiting; false when too much waits already, and the frame is lost.</summary>
    /// <param name="frame">An Ethernet frame without its check sequence.</param>
    /// <param name="sender">Whose it is, below <see cref="FrameQueue.MaxSenders"/>: the room is shared fairly.</param>
    public bool TryPost(ReadOnlySpan<byte> frame, int sender = 0)
    {
        bool isTaken = _frames.TryPut(frame, sender);
        if (isTaken)
        {
            _posted();
        }

        return isTaken;
    }

    /// <summary>Takes the oldest frame out; answers its length, 0 when there is none.</summary>
    internal int Take(Span<byte> frame) => _frames.Take(frame);
}
