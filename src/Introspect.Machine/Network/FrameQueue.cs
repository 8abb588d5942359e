using System.Buffers.Binary;
using Introspect.Core;

namespace Introspect.Machine.Network;

/// <summary>
/// Frames on their way from many threads to one, in a ring of a fixed number of bytes. Nobody waits: a frame for which there is no room is
/// refused. No sender can keep the others out: its frames may take as much room as is left free beside them, and no more (dynamic thresholds,
/// Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998).
/// </summary>
public sealed class FrameQueue
{
    /// <summary>Senders have the numbers below this.</summary>
    public const int MaxSenders = 64;

    /// <summary>Bytes of the longest frame.</summary>
    public const int LongestFrame = 65_535;

    private const int HeaderBytes = 4;

    private readonly Lock _gate = new();
    private readonly byte[] _ring;
    private readonly int[] _usedBy = new int[MaxSenders];
    private int _head;
    private int _used;

    /// <summary>A queue of so many bytes, a power of two; a frame takes four more than it has.</summary>
    public FrameQueue(int bytes)
    {
        Invariant.Require(int.IsPow2(bytes));
        _ring = new byte[bytes];
    }

    /// <summary>True when there is nothing to take, as seen from any thread.</summary>
    public bool IsEmpty => Volatile.Read(ref _used) == 0;

    /// <summary>Puts a copy of a frame in; false when its sender has no room left.</summary>
    public bool TryPut(ReadOnlySpan<byte> frame, int sender)
    {
        int needed = frame.Length + HeaderBytes;
        lock (_gate)
        {
            if (frame.IsEmpty || frame.Length > LongestFrame || _usedBy[sender] + needed > _ring.Length - _used - needed)
            {
                return false;
            }

            Span<byte> header = stackalloc byte[HeaderBytes];
            BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)frame.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(header[2..], (ushort)sender);
            CopyIn(_head + _used, header);
            CopyIn(_head + _used + HeaderBytes, frame);
            _usedBy[sender] += needed;
            Volatile.Write(ref _used, _used + needed);
            return true;
        }
    }

    /// <summary>Takes the oldest frame out to a place for the longest; answers its length, 0 when there is none.</summary>
    public int Take(Span<byte> frame)
    {
        lock (_gate)
        {
            if (_used == 0)
            {
                return 0;
            }

            Span<byte> header = stackalloc byte[HeaderBytes];
            CopyOut(_head, header);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(header);
            CopyOut(_head + HeaderBytes, frame[..length]);
            _usedBy[BinaryPrimitives.ReadUInt16LittleEndian(header[2..])] -= length + HeaderBytes;
            _head = (_head + length + HeaderBytes) & (_ring.Length - 1);
            Volatile.Write(ref _used, _used - length - HeaderBytes);
            return length;
        }
    }

    private void CopyIn(int at, ReadOnlySpan<byte> bytes)
    {
        Span<byte> place = _ring.AsSpan(at & (_ring.Length - 1));
        int first = Math.Min(place.Length, bytes.Length);
        bytes[..first].CopyTo(place);
        bytes[first..].CopyTo(_ring);
    }

    private void CopyOut(int at, Span<byte> bytes)
    {
        ReadOnlySpan<byte> place = _ring.AsSpan(at & (_ring.Length - 1));
        int first = Math.Min(place.Length, bytes.Length);
        place[..first].CopyTo(bytes);
        _ring.AsSpan(0, bytes.Length - first).CopyTo(bytes[first..]);
    }
}
