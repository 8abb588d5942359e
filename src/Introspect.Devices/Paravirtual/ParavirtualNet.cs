using System.Buffers.Binary;
using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>A network card: a frame is sent by one store, and taken by one. It is absent without a cable.</summary>
public sealed class ParavirtualNet : ParavirtualDevice, IPacketReceiver
{
    private const int AddressBytes = 6, MostWaiting = 16, ShortestFrame = 14, LongestFrame = 65_535;

    private static readonly RegisterMap<ParavirtualNet> s_registers = new("paravirtual net", WindowBytes)
    {
        { 0x000, "AddressLow", static d => BinaryPrimitives.ReadUInt32LittleEndian(d._address) },
        { 0x004, "AddressHigh", static d => BinaryPrimitives.ReadUInt16LittleEndian(d._address.AsSpan(4)) },
        { 0x008, "Listen", static d => d._isListening ? 1u : 0, static (d, v) => d._isListening = (v & 1) != 0 },
        { 0x00C, "Buffer", static d => d._buffer, static (d, v) => d._buffer = v },
        { 0x010, "Send", static (d, v) => d._status = d.Send(v) },
        { 0x014, "WaitingBytes", static d => d._waiting.TryPeek(out byte[]? frame) ? (uint)frame.Length : 0 },
        { 0x018, "Take", static (d, v) => d._status = d.Take(v) },
        { 0x01C, "Status", static d => (uint)d._status },
    };

    private readonly IPacketBackend? _cable;
    private readonly IPhysicalMemory _memory;
    private readonly IInterruptLine _irq;
    private readonly byte[] _address = new byte[AddressBytes];
    private readonly byte[] _frame = new byte[LongestFrame];
    private readonly Queue<byte[]> _waiting = new();
    private bool _isListening;
    private uint _buffer;
    private ParavirtualStatus _status;

    /// <summary>A card with a 6-byte address.</summary>
    public ParavirtualNet(ReadOnlySpan<byte> address, IPacketBackend? cable, IPhysicalMemory memory, IInterruptLine irq)
    {
        Invariant.Require(address.Length == AddressBytes);
        address.CopyTo(_address);
        _cable = cable;
        _memory = memory;
        _irq = irq;
    }

    public override ParavirtualKind Kind => ParavirtualKind.Network;

    public override bool IsPresent => _cable is not null;

    public bool CanReceive => _isListening && _waiting.Count < MostWaiting;

    public void Receive(ReadOnlySpan<byte> frame)
    {
        if (CanReceive && frame.Length is >= ShortestFrame and <= LongestFrame)
        {
            _waiting.Enqueue(frame.ToArray());
            _irq.Set(true);
        }
    }

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        _waiting.Clear();
        _isListening = false;
        _buffer = 0;
        _status = ParavirtualStatus.Ok;
        _irq.Set(false);
    }

    private ParavirtualStatus Send(uint length)
    {
        if (_cable is null)
        {
            return ParavirtualStatus.NotNow;
        }

        if (length is < ShortestFrame or > LongestFrame)
        {
            return ParavirtualStatus.OutOfRange;
        }

        Span<byte> frame = _frame.AsSpan(0, (int)length);
        if (!_memory.TryRead(_buffer, frame))
        {
            return ParavirtualStatus.NotMemory;
        }

        _cable.Send(frame);
        return ParavirtualStatus.Ok;
    }

    // A frame that does not fit stays; with no room at all it is thrown away.
    private ParavirtualStatus Take(uint room)
    {
        if (!_waiting.TryPeek(out byte[]? frame))
        {
            return ParavirtualStatus.NotNow;
        }

        if (room != 0 && frame.Length > room)
        {
            return ParavirtualStatus.OutOfRange;
        }

        if (room != 0 && !_memory.TryWrite(_buffer, frame))
        {
            return ParavirtualStatus.NotMemory;
        }

        _waiting.Dequeue();
        _irq.Set(_waiting.Count != 0);
        return ParavirtualStatus.Ok;
    }
}
