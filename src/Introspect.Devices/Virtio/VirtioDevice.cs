using Introspect.Core;

namespace Introspect.Devices.Virtio;

/// <summary>
/// A virtio device without its transport, VIRTIO 1.2 chapter 5: what it is, what it offers and what it does when a driver
/// notifies a queue. Requests complete before the notification returns.
/// </summary>
public abstract class VirtioDevice
{
    private VirtioMmio? _transport;

    /// <summary>Section 5: 1 network, 2 block, 3 console, 4 entropy.</summary>
    public abstract uint Id { get; }

    /// <summary>Feature bits of the device type; the transport adds its own.</summary>
    public abstract ulong Features { get; }

    public abstract int QueueCount { get; }

    /// <summary>The configuration space as the driver reads it now.</summary>
    public abstract ReadOnlySpan<byte> Configuration { get; }

    /// <summary>Feature bits that the driver accepted.</summary>
    protected ulong AcceptedFeatures => _transport?.AcceptedFeatures ?? 0;

    /// <summary>Back to the state at power-on. A reset by the driver touches only what the transport holds.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>Serves one request of a queue that the driver notified; the chain is completed afterwards.</summary>
    protected internal abstract void Serve(int queue, VirtioChain chain);

    /// <summary>Whether requests of this queue are served when notified; the others wait for input from outside.</summary>
    protected internal virtual bool ServesAtOnce(int queue) => true;

    /// <summary>A write of a word of the configuration space.</summary>
    protected internal virtual void WriteConfiguration(int word, uint value)
    {
    }

    internal void Attach(VirtioMmio transport)
    {
        Invariant.Require(_transport is null);
        _transport = transport;
    }

    /// <summary>True when the driver has put up a buffer in a queue that waits for input.</summary>
    protected bool HasBuffer(int queue) => _transport?.Queue(queue).HasAvailable ?? false;

    /// <summary>Writes input from outside to the next buffer of a queue; false when there is none.</summary>
    protected bool TryDeliver(int queue, ReadOnlySpan<byte> header, ReadOnlySpan<byte> body) =>
        _transport?.TryDeliver(queue, header, body) ?? false;

    /// <summary>Tells the driver that the configuration space has changed.</summary>
    protected void ConfigurationChanged() => _transport?.ConfigurationChanged();
}
