namespace Introspect.Devices;

/// <summary>What a network device's cable leads to. Frames are Ethernet frames without the check sequence.</summary>
public interface IPacketBackend
{
    /// <summary>Takes one frame the guest sent; it is valid during the call only.</summary>
    void Send(ReadOnlySpan<byte> frame);
}
