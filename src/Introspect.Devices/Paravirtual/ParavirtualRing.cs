using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>
/// One end of a ring of messages between two machines, and 32 doorbells. It is absent until the host connects it. How many messages are on their
/// way is known at the sending end, so a machine sees nothing of the other but what came in through its own input door.
/// </summary>
public sealed class ParavirtualRing(IPhysicalMemory memory, IInterruptLine irq) : ParavirtualDevice
{
    private const uint MostMessages = 16, LongestMessage = 4096;

    private static readonly RegisterMap<ParavirtualRing> s_registers = new("paravirtual ring", WindowBytes)
    {
        { 0x000, "Connected", static d => d.IsPresent ? 1u : 0 },
        { 0x004, "LongestMessage", LongestMessage },
        { 0x008, "Room", static d => d.Room },
        { 0x00C, "Buffer", static d => d._buffer, static (d, v) => d._buffer = v },
        { 0x010, "Send", static (d, v) => d._status = d.Send(v) },
        { 0x014, "WaitingBytes", static d => d._waiting.TryPeek(out byte[]? message) ? (uint)message.Length : 0 },
        { 0x018, "Take", static (d, v) => d._status = d.Take(v) },
        { 0x01C, "Status", static d => (uint)d._status },
        { 0x020, "Bells", static d => d.TakeBells(), static (d, v) => d._peer?.Ring(v) },
    };

    private readonly Queue<byte[]> _waiting = new();
    private IRingPeer? _peer;
    private uint _onTheirWay;
    private uint _bells;
    private uint _buffer;
    private ParavirtualStatus _status;

    public override ParavirtualKind Kind => ParavirtualKind.Ring;

    public override bool IsPresent => _peer is not null;

    private uint Room => IsPresent ? MostMessages - _onTheirWay : 0;

    /// <summary>Connects it, for good. Post it through the machine's input door, unless the machine has not run yet.</summary>
    public void Connect(IRingPeer peer)
    {
        Invariant.Require(_peer is null);
        _peer = peer;
    }

    /// <summary>A message has come. Called through the machine's input door.</summary>
    public void Receive(byte[] message)
    {
        _waiting.Enqueue(message);
        UpdateInterrupt();
    }

    /// <summary>Doorbells ring. Called through the machine's input door.</summary>
    public void Hear(uint bells)
    {
        _bells |= bells;
        UpdateInterrupt();
    }

    /// <summary>A message that was sent has been taken. Called through the machine's input door.</summary>
    public void NoteRoom() => _onTheirWay--;

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        // What this end has sent is still on its way.
        while (_waiting.TryDequeue(out _))
        {
            _peer!.NoteTaken();
        }

        _bells = _buffer = 0;
        _status = ParavirtualStatus.Ok;
        UpdateInterrupt();
    }

    private ParavirtualStatus Send(uint length)
    {
        if (length is 0 or > LongestMessage)
        {
            return ParavirtualStatus.OutOfRange;
        }

        if (Room == 0)
        {
            return ParavirtualStatus.NotNow;
        }

        byte[] message = new byte[length];
        if (!memory.TryRead(_buffer, message))
        {
            return ParavirtualStatus.NotMemory;
        }

        _onTheirWay++;
        _peer!.Send(message);
        return ParavirtualStatus.Ok;
    }

    // A message that does not fit stays; with no room at all it is thrown away.
    private ParavirtualStatus Take(uint room)
    {
        if (!_waiting.TryPeek(out byte[]? message))
        {
            return ParavirtualStatus.NotNow;
        }

        if (room != 0 && message.Length > room)
        {
            return ParavirtualStatus.OutOfRange;
        }

        if (room != 0 && !memory.TryWrite(_buffer, message))
        {
            return ParavirtualStatus.NotMemory;
        }

        _waiting.Dequeue();
        _peer!.NoteTaken();
        UpdateInterrupt();
        return ParavirtualStatus.Ok;
    }

    private uint TakeBells()
    {
        uint bells = _bells;
        _bells = 0;
        UpdateInterrupt();
        return bells;
    }

    private void UpdateInterrupt() => irq.Set(_waiting.Count != 0 || _bells != 0);
}
