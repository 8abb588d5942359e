using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>A drive of sectors of 512 bytes: read, write, flush. What was written is durable once a flush has said so.</summary>
public sealed class ParavirtualBlock(IBlockBackend medium, IPhysicalMemory memory) : ParavirtualDevice
{
    /// <summary>Feature bit: writes are refused.</summary>
    public const uint ReadOnly = 1 << 0;

    private const uint SectorBytes = 512, MostSectors = 2048;
    private const uint Read = 1, Write = 2, Flush = 3;

    private static readonly RegisterMap<ParavirtualBlock> s_registers = new("paravirtual block", WindowBytes)
    {
        { 0x000, "SectorsLow", static d => (uint)d.Sectors },
        { 0x004, "SectorsHigh", static d => (uint)(d.Sectors >> 32) },
        { 0x008, "MostSectors", MostSectors },
        { 0x00C, "SectorLow", static d => d._sectorLow, static (d, v) => d._sectorLow = v },
        { 0x010, "SectorHigh", static d => d._sectorHigh, static (d, v) => d._sectorHigh = v },
        { 0x014, "Count", static d => d._count, static (d, v) => d._count = v },
        { 0x018, "Address", static d => d._address, static (d, v) => d._address = v },
        { 0x01C, "Command", static (d, v) => d._status = d.Execute(v) },
        { 0x020, "Status", static d => (uint)d._status },
    };

    private readonly byte[] _piece = new byte[8 * SectorBytes];
    private uint _sectorLow;
    private uint _sectorHigh;
    private uint _count;
    private uint _address;
    private ParavirtualStatus _status;

    public override ParavirtualKind Kind => ParavirtualKind.Block;

    public override uint Features => medium.IsReadOnly ? ReadOnly : 0;

    private ulong Sectors => medium.Length / SectorBytes;

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        _sectorLow = _sectorHigh = _count = _address = 0;
        _status = ParavirtualStatus.Ok;
    }

    private ParavirtualStatus Execute(uint command) => command switch
    {
        Read => Transfer(ReadPiece),
        Write when medium.IsReadOnly => ParavirtualStatus.MediumFailed,
        Write => Transfer(WritePiece),
        Flush => medium.TryFlush() ? ParavirtualStatus.Ok : ParavirtualStatus.MediumFailed,
        _ => ParavirtualStatus.Unsupported,
    };

    private ParavirtualStatus Transfer(Func<ulong, ulong, int, ParavirtualStatus> move)
    {
        ulong sector = ((ulong)_sectorHigh << 32) | _sectorLow;
        if (_count > MostSectors || sector > Sectors || _count > Sectors - sector)
        {
            return ParavirtualStatus.OutOfRange;
        }

        uint length = _count * SectorBytes;
        var status = ParavirtualStatus.Ok;
        for (uint done = 0; done < length && status == ParavirtualStatus.Ok; done += (uint)_piece.Length)
        {
            status = move((sector * SectorBytes) + done, (ulong)_address + done, (int)Math.Min(length - done, (uint)_piece.Length));
        }

        return status;
    }

    private ParavirtualStatus ReadPiece(ulong offset, ulong address, int length)
    {
        Span<byte> piece = _piece.AsSpan(0, length);
        return !medium.TryRead(offset, piece) ? ParavirtualStatus.MediumFailed
            : !memory.TryWrite(address, piece) ? ParavirtualStatus.NotMemory
            : ParavirtualStatus.Ok;
    }

    private ParavirtualStatus WritePiece(ulong offset, ulong address, int length)
    {
        Span<byte> piece = _piece.AsSpan(0, length);
        return !memory.TryRead(address, piece) ? ParavirtualStatus.NotMemory
            : !medium.TryWrite(offset, piece) ? ParavirtualStatus.MediumFailed
            : ParavirtualStatus.Ok;
    }
}
