using System.Buffers.Binary;
using Introspect.Core;

namespace Introspect.Devices.Virtio;

/// <summary>
/// Network device, VIRTIO 1.2 section 5.1, with one pair of queues, an address and a link that may be down. Not modelled:
/// offloads, merged buffers, control queue, several pairs.
/// </summary>
public sealed class VirtioNet : VirtioDevice, IPacketReceiver
{
    private const int ReceiveQueue = 0, HeaderBytes = 12, AddressBytes = 6, LinkByte = 6;
    private const int ShortestFrame = 14, LongestFrame = 65_535;
    private const ulong HasAddress = 1 << 5, HasStatus = 1 << 16;

    private readonly IPacketBackend? _cable;
    private readonly byte[] _configuration = new byte[8];
    private readonly byte[] _frame = new byte[LongestFrame];

    /// <summary>A device with a 6-byte address. Without a cable the link is down for good.</summary>
    public VirtioNet(ReadOnlySpan<byte> address, IPacketBackend? cable)
    {
        Invariant.Require(address.Length == AddressBytes);
        address.CopyTo(_configuration);
        _cable = cable;
        _configuration[LinkByte] = cable is null ? (byte)0 : (byte)1;
    }

    public override uint Id => 1;

    public override ulong Features => HasAddress | HasStatus;

    public override int QueueCount => 2;

    public override ReadOnlySpan<byte> Configuration => _configuration;

    public bool IsLinkUp => _configuration[LinkByte] != 0;

    public bool CanReceive => IsLinkUp && HasBuffer(ReceiveQueue);

    /// <summary>Plugs the cable in or pulls it out; the driver is told.</summary>
    public void SetLink(bool isUp)
    {
        bool becomesUp = isUp && _cable is not null;
        if (becomesUp != IsLinkUp)
        {
            _configuration[LinkByte] = becomesUp ? (byte)1 : (byte)0;
            ConfigurationChanged();
        }
    }

    public void Receive(ReadOnlySpan<byte> frame)
    {
        if (!IsLinkUp || frame.Length is < ShortestFrame or > LongestFrame)
        {
            return;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header[10..], 1);   // one buffer holds it all
        TryDeliver(ReceiveQueue, header, frame);
    }

    public override void Reset() => _configuration[LinkByte] = _cable is null ? (byte)0 : (byte)1;

    protected internal override bool ServesAtOnce(int queue) => queue != ReceiveQueue;

    protected internal override void Serve(int queue, VirtioChain chain)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (!chain.TryRead(header) || chain.Readable is < ShortestFrame or > LongestFrame)
        {
            return;
        }

        Span<byte> frame = _frame.AsSpan(0, (int)chain.Readable);
        if (chain.TryRead(frame) && IsLinkUp)
        {
            _cable!.Send(frame);
        }
    }
}
