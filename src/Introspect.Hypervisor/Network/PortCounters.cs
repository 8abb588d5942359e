namespace Introspect.Hypervisor.Network;

/// <summary>Why a frame came to its end.</summary>
public enum FrameDrop
{
    /// <summary>It is no frame, or names a group as its sender, or the network cannot read it.</summary>
    Malformed,

    /// <summary>Its sender is not who it says.</summary>
    Spoofed,

    /// <summary>It is for somebody with whom its sender may not talk, or for the network's own ears, or for nobody else than its sender.</summary>
    Refused,

    /// <summary>The receiver, or the way out, has as much before it as it may.</summary>
    QueueFull,
}

/// <summary>What went through a network device's cable, and what did not. Kept up by several threads.</summary>
public sealed class PortCounters
{
    private readonly long[] _drops = new long[Enum.GetValues<FrameDrop>().Length];
    private long _sentFrames, _sentBytes, _receivedFrames, _receivedBytes;

    /// <summary>Frames that the guest sent and the network took.</summary>
    public long SentFrames => Volatile.Read(ref _sentFrames);

    /// <summary>Bytes of these.</summary>
    public long SentBytes => Volatile.Read(ref _sentBytes);

    /// <summary>Frames that the network handed to the machine.</summary>
    public long ReceivedFrames => Volatile.Read(ref _receivedFrames);

    /// <summary>Bytes of these.</summary>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Frames that were dropped, from and for the guest.</summary>
    public long Drops(FrameDrop reason) => Volatile.Read(ref _drops[(int)reason]);

    internal void NoteSent(int bytes)
    {
        Interlocked.Increment(ref _sentFrames);
        Interlocked.Add(ref _sentBytes, bytes);
    }

    internal void NoteReceived(int bytes)
    {
        Interlocked.Increment(ref _receivedFrames);
        Interlocked.Add(ref _receivedBytes, bytes);
    }

    internal void NoteDrop(FrameDrop reason) => Interlocked.Increment(ref _drops[(int)reason]);
}
