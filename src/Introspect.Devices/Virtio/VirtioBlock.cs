using System.Buffers.Binary;
using System.Text;

namespace Introspect.Devices.Virtio;

/// <summary>
/// Block device, VIRTIO 1.2 section 5.2: read, write, flush, identity. A driver that did not accept flush gets write-through.
/// Not modelled: discard, write zeroes, topology, several queues.
/// </summary>
public sealed class VirtioBlock : VirtioDevice
{
    private const int SectorBytes = 512, HeaderBytes = 16, IdentityBytes = 20, PieceBytes = 64 * 1024;
    private const ulong SegmentLimit = 1 << 2, ReadOnly = 1 << 5, BlockSize = 1 << 6, CanFlush = 1 << 9;
    private const uint In = 0, Out = 1, Flush = 4, GetIdentity = 8;
    private const byte Ok = 0, Failed = 1, Unsupported = 2;

    private readonly IBlockBackend _medium;
    private readonly byte[] _configuration = new byte[24];
    private readonly byte[] _identity = new byte[IdentityBytes];
    private readonly byte[] _piece = new byte[PieceBytes];

    /// <summary>A drive over a medium; of <paramref name="identity"/> the first 20 characters are its serial number.</summary>
    public VirtioBlock(IBlockBackend medium, string identity = "")
    {
        _medium = medium;
        Encoding.ASCII.GetBytes(identity.AsSpan(0, Math.Min(identity.Length, IdentityBytes)), _identity);
        BinaryPrimitives.WriteUInt64LittleEndian(_configuration, medium.Length / SectorBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(_configuration.AsSpan(12), VirtioQueue.MaxSize - 2);
        BinaryPrimitives.WriteUInt32LittleEndian(_configuration.AsSpan(20), SectorBytes);
    }

    public override uint Id => 2;

    public override ulong Features => SegmentLimit | BlockSize | CanFlush | (_medium.IsReadOnly ? ReadOnly : 0);

    public override int QueueCount => 1;

    public override ReadOnlySpan<byte> Configuration => _configuration;

    protected internal override void Serve(int queue, VirtioChain chain)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (!chain.TryRead(header) || chain.Writable == 0)
        {
            return;   // no request, or nowhere to put an answer
        }

        ulong sector = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        byte status = BinaryPrimitives.ReadUInt32LittleEndian(header) switch
        {
            In => Outcome(TryRead(sector, chain)),
            Out => Outcome(TryWrite(sector, chain)),
            Flush => Outcome(_medium.TryFlush()),
            GetIdentity => Outcome(chain.TryWrite(_identity.AsSpan(0, (int)Math.Min(chain.Writable - 1, IdentityBytes)))),
            _ => Unsupported,
        };
        chain.TryWriteLast(status);
    }

    private static byte Outcome(bool succeeded) => succeeded ? Ok : Failed;

    private bool TryRead(ulong sector, VirtioChain chain)
    {
        ulong length = chain.Writable - 1;
        if (!IsOnMedium(sector, length))
        {
            return false;
        }

        for (ulong done = 0; done < length;)
        {
            Span<byte> piece = _piece.AsSpan(0, (int)Math.Min(length - done, PieceBytes));
            if (!_medium.TryRead((sector * SectorBytes) + done, piece) || !chain.TryWrite(piece))
            {
                return false;
            }

            done += (ulong)piece.Length;
        }

        return true;
    }

    private bool TryWrite(ulong sector, VirtioChain chain)
    {
        ulong length = chain.Readable;
        if (_medium.IsReadOnly || !IsOnMedium(sector, length))
        {
            return false;
        }

        for (ulong done = 0; done < length;)
        {
            Span<byte> piece = _piece.AsSpan(0, (int)Math.Min(length - done, PieceBytes));
            if (!chain.TryRead(piece) || !_medium.TryWrite((sector * SectorBytes) + done, piece))
            {
                return false;
            }

            done += (ulong)piece.Length;
        }

        return (AcceptedFeatures & CanFlush) != 0 || _medium.TryFlush();
    }

    private bool IsOnMedium(ulong sector, ulong length)
    {
        ulong sectors = _medium.Length / SectorBytes;
        return length % SectorBytes == 0 && sector <= sectors && length / SectorBytes <= sectors - sector;
    }
}
