namespace Introspect.Devices;

/// <summary>A device that takes frames from outside. The machine's input door calls it, on the machine's own thread.</summary>
public interface IPacketReceiver
{
    /// <summary>True while the device has room for a frame.</summary>
    bool CanReceive { get; }

    /// <summary>Hands over one frame; without room it is lost, as on a wire.</summary>
    void Receive(ReadOnlySpan<byte> frame);
}
