using Introspect.Devices;
using Introspect.Machine.Network;

namespace Introspect.Hypervisor.Network;

/// <summary>The head of an Ethernet frame, IEEE 802.3 clause 3.</summary>
/// <param name="Destination">Who it is for.</param>
/// <param name="Source">Who says to have sent it.</param>
internal readonly record struct EthernetFrame(MacAddress Destination, MacAddress Source)
{
    /// <summary>Bytes of the head: both addresses and the type.</summary>
    public const int HeadBytes = 14;

    // 01-80-C2-00-00-00 to -0F: IEEE 802.1Q clause 8.6.3.
    private const ulong ReservedGroup = 0x0180_C200_0000, ReservedMask = 0xFFFF_FFFF_FFF0;

    /// <summary>True when bridges keep the frame for themselves: pauses, spanning tree and the like.</summary>
    public bool IsForBridges => (Destination.Value & ReservedMask) == ReservedGroup;

    /// <summary>Reads the head; false when the frame is none, or names a group as its sender.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out EthernetFrame head)
    {
        bool isFrame = frame.Length is >= HeadBytes and <= FrameQueue.LongestFrame;
        head = isFrame ? new EthernetFrame(MacAddress.Read(frame), MacAddress.Read(frame[MacAddress.Length..])) : default;
        return isFrame && !head.Source.IsGroup;
    }
}
