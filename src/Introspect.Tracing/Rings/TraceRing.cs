using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Introspect.Core;
using Introspect.Tracing.Events;

namespace Introspect.Tracing.Rings;

/// <summary>
/// The records of one track on their way from the thread that has the machine to the one that drains. When it is full, records are dropped and
/// counted: the guest never waits for its trace.
/// </summary>
public sealed class TraceRing
{
    private readonly TraceRecord[] _records;
    private readonly ulong[] _dropped = new ulong[32];
    private Ends _ends;

    /// <summary>A ring for a number of records that is a power of two.</summary>
    public TraceRing(int capacity)
    {
        Invariant.Require(capacity > 0 && BitOperations.IsPow2(capacity));
        _records = new TraceRecord[capacity];
    }

    /// <summary>Records put in since it was made. The producer advances it.</summary>
    public long Written => Volatile.Read(ref _ends.Head);

    /// <summary>Records taken out since it was made.</summary>
    public long Taken => Volatile.Read(ref _ends.Tail);

    /// <summary>Producer: puts a record of an event in, or drops it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TEvent>(ushort number, ulong guestNs, long hostTicks, in TEvent fields)
        where TEvent : unmanaged
    {
        long head = _ends.Head;
        TraceRecord[] records = _records;
        if (head - _ends.TailSeen >= records.Length && IsFull(head))
        {
            Drop(number);
            return;
        }

        ref TraceRecord record = ref records[(int)head & (records.Length - 1)];
        record = default;
        record.Set(number, guestNs, hostTicks, in fields);
        Volatile.Write(ref _ends.Head, head + 1);
    }

    /// <summary>Records of some categories that did not fit, since it was made.</summary>
    public ulong Dropped(TraceCategories categories)
    {
        ulong sum = 0;
        for (uint left = (uint)categories; left != 0; left &= left - 1)
        {
            sum += Volatile.Read(ref _dropped[BitOperations.TrailingZeroCount(left)]);
        }

        return sum;
    }

    /// <summary>Consumer: the oldest records, as many as lie together in memory, none of them behind <paramref name="end"/> as <see cref="Written"/> counts.</summary>
    public ReadOnlySpan<TraceRecord> Peek(long end)
    {
        int start = (int)_ends.Tail & (_records.Length - 1);
        return _records.AsSpan(start, (int)Math.Min(end - _ends.Tail, _records.Length - start));
    }

    /// <summary>Consumer: a record that is still in the ring, by its place as <see cref="Written"/> counts.</summary>
    public ref readonly TraceRecord At(long position) => ref _records[(int)position & (_records.Length - 1)];

    /// <summary>Consumer: gives room back.</summary>
    public void Take(int count) => Volatile.Write(ref _ends.Tail, _ends.Tail + count);

    private bool IsFull(long head)
    {
        _ends.TailSeen = Volatile.Read(ref _ends.Tail);
        return head - _ends.TailSeen >= _records.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drop(ushort number)
    {
        ref ulong count = ref _dropped[BitOperations.TrailingZeroCount((uint)TraceEvents.CategoryOf(number)) & 31];
        Volatile.Write(ref count, count + 1);
    }

    // Producer and consumer each on a cache line of its own.
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Ends
    {
        [FieldOffset(64)]
        public long Head;

        // The producer's idea of Tail, which may be behind.
        [FieldOffset(72)]
        public long TailSeen;

        [FieldOffset(128)]
        public long Tail;
    }
}
