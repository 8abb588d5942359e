using Introspect.Memory;

namespace Introspect.Devices.Virtio;

/// <summary>
/// One request of a driver: the bytes it lets the device read, then the bytes it lets the device write, wherever they lie in
/// guest memory. Both are taken front to back. Belongs to its <see cref="VirtioQueue"/> and is filled anew for each request.
/// </summary>
public sealed class VirtioChain(IPhysicalMemory memory)
{
    private readonly Segment[] _segments = new Segment[VirtioQueue.MaxSize];
    private int _count;
    private int _firstWritable;
    private Cursor _reader;
    private Cursor _writer;

    /// <summary>Bytes that are still to be read.</summary>
    public ulong Readable { get; private set; }

    /// <summary>Bytes that may still be written.</summary>
    public ulong Writable { get; private set; }

    /// <summary>Bytes written so far, as the used ring reports them.</summary>
    public uint Written { get; private set; }

    internal ushort Head { get; private set; }

    /// <summary>Copies the next bytes out; false when there are not so many, or they do not lie in memory.</summary>
    public bool TryRead(Span<byte> destination)
    {
        if ((ulong)destination.Length > Readable)
        {
            return false;
        }

        Readable -= (ulong)destination.Length;
        while (!destination.IsEmpty)
        {
            (ulong address, int length) = Advance(ref _reader, destination.Length);
            if (!memory.TryRead(address, destination[..length]))
            {
                return false;
            }

            destination = destination[length..];
        }

        return true;
    }

    /// <summary>Copies the next bytes in; false when there is no room for them, or it does not lie in RAM.</summary>
    public bool TryWrite(ReadOnlySpan<byte> source)
    {
        if ((ulong)source.Length > Writable)
        {
            return false;
        }

        Writable -= (ulong)source.Length;
        while (!source.IsEmpty)
        {
            (ulong address, int length) = Advance(ref _writer, source.Length);
            if (!memory.TryWrite(address, source[..length]))
            {
                return false;
            }

            Written += (uint)length;
            source = source[length..];
        }

        return true;
    }

    /// <summary>Sets the very last writable byte, wherever writing has got to; all before it counts as written.</summary>
    public bool TryWriteLast(byte value)
    {
        for (int i = _count - 1; i >= _firstWritable; i--)
        {
            if (_segments[i].Length != 0)
            {
                Written += (uint)Writable;
                Writable = 0;
                return memory.TryWrite(_segments[i].Address + _segments[i].Length - 1, [value]);
            }
        }

        return false;
    }

    internal void Begin(ushort head)
    {
        Head = head;
        _count = _firstWritable = 0;
        _reader = _writer = default;
        Readable = Writable = 0;
        Written = 0;
    }

    /// <summary>Adds a piece of memory; false when there are too many, it wraps, or is to be read after one to be written.</summary>
    internal bool TryAdd(ulong address, uint length, bool isWritable)
    {
        bool isOutOfOrder = !isWritable && _firstWritable != _count;
        if (_count == _segments.Length || isOutOfOrder || address > ulong.MaxValue - length)
        {
            return false;
        }

        _segments[_count++] = new Segment(address, length);
        if (isWritable)
        {
            Writable += length;
        }
        else
        {
            Readable += length;
            _firstWritable = _count;
            _writer.Segment = _count;
        }

        return true;
    }

    /// <summary>The next run of bytes in one piece; the caller has checked that there are some.</summary>
    private (ulong Address, int Length) Advance(ref Cursor cursor, int wanted)
    {
        while (cursor.Offset == _segments[cursor.Segment].Length)
        {
            cursor = new Cursor { Segment = cursor.Segment + 1 };
        }

        Segment segment = _segments[cursor.Segment];
        int length = (int)Math.Min((uint)wanted, segment.Length - cursor.Offset);
        ulong address = segment.Address + cursor.Offset;
        cursor.Offset += (uint)length;
        return (address, length);
    }

    private readonly record struct Segment(ulong Address, uint Length);

    private struct Cursor
    {
        public int Segment;
        public uint Offset;
    }
}
