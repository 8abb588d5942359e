using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>A console: characters one by one or from a buffer, and a FIFO of those received, which takes some once the guest listens.</summary>
public sealed class ParavirtualConsole(ICharacterSink output, IPhysicalMemory memory, IInterruptLine irq) : ParavirtualDevice, ICharacterReceiver
{
    private const int FifoDepth = 64, LongestWrite = 64 * 1024;

    private static readonly RegisterMap<ParavirtualConsole> s_registers = new("paravirtual console", WindowBytes)
    {
        { 0x000, "Data", static d => d.Pop(), static (d, v) => d.Put((byte)v) },
        { 0x004, "Available", static d => (uint)d._received.Count },
        { 0x008, "Listen", static d => d.IsListening ? 1u : 0, static (d, v) => d.IsListening = (v & 1) != 0 },
        { 0x00C, "Address", static d => d._address, static (d, v) => d._address = v },
        { 0x010, "Write", static (d, v) => d._status = d.Write(v) },
        { 0x014, "Status", static d => (uint)d._status },
    };

    private readonly Queue<byte> _received = new();
    private readonly byte[] _piece = new byte[256];
    private uint _address;
    private ParavirtualStatus _status;

    public override ParavirtualKind Kind => ParavirtualKind.Console;

    /// <summary>The guest wants what people type.</summary>
    public bool IsListening { get; private set; }

    public bool CanReceive => IsListening && _received.Count < FifoDepth;

    public void Receive(byte character)
    {
        if (CanReceive)
        {
            _received.Enqueue(character);
            irq.Set(true);
        }
    }

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        _received.Clear();
        IsListening = false;
        _address = 0;
        _status = ParavirtualStatus.Ok;
        irq.Set(false);
    }

    private void Put(byte character) => output.Put(character);

    private uint Pop()
    {
        uint character = _received.TryDequeue(out byte first) ? first : 0u;
        irq.Set(_received.Count != 0);
        return character;
    }

    private ParavirtualStatus Write(uint length)
    {
        if (length > LongestWrite)
        {
            return ParavirtualStatus.OutOfRange;
        }

        for (uint done = 0; done < length;)
        {
            Span<byte> piece = _piece.AsSpan(0, (int)Math.Min(length - done, (uint)_piece.Length));
            if (!memory.TryRead((ulong)_address + done, piece))
            {
                return ParavirtualStatus.NotMemory;
            }

            foreach (byte character in piece)
            {
                output.Put(character);
            }

            done += (uint)piece.Length;
        }

        return ParavirtualStatus.Ok;
    }
}
