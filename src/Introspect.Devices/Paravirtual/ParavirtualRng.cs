using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>Random numbers from a given seed, a word at a time or into a buffer: the same machine draws the same, and the guest's secrets are no secrets.</summary>
public sealed class ParavirtualRng(ulong seed, IPhysicalMemory memory) : ParavirtualDevice
{
    private const int LongestFill = 64 * 1024;

    private static readonly RegisterMap<ParavirtualRng> s_registers = new("paravirtual rng", WindowBytes)
    {
        { 0x000, "Data", static d => (uint)d._generator.Next() },
        { 0x004, "Address", static d => d._address, static (d, v) => d._address = v },
        { 0x008, "Fill", static (d, v) => d._status = d.Fill(v) },
        { 0x00C, "Status", static d => (uint)d._status },
    };

    private readonly Xoshiro256 _generator = new(seed);
    private readonly byte[] _piece = new byte[256];
    private uint _address;
    private ParavirtualStatus _status;

    public override ParavirtualKind Kind => ParavirtualKind.Rng;

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        _generator.Seed(seed);
        _address = 0;
        _status = ParavirtualStatus.Ok;
    }

    private ParavirtualStatus Fill(uint length)
    {
        if (length > LongestFill)
        {
            return ParavirtualStatus.OutOfRange;
        }

        for (uint done = 0; done < length;)
        {
            Span<byte> piece = _piece.AsSpan(0, (int)Math.Min(length - done, (uint)_piece.Length));
            _generator.Fill(piece);
            if (!memory.TryWrite((ulong)_address + done, piece))
            {
                return ParavirtualStatus.NotMemory;
            }

            done += (uint)piece.Length;
        }

        return ParavirtualStatus.Ok;
    }
}
