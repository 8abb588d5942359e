using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;

namespace Introspect.Tracing.Tests.Rings;

public sealed class TraceRingTests
{
    private static readonly ushort s_mmio = TraceEvents.NumberOf<VcpuExit>((byte)ExitReason.Mmio);
    private static readonly ushort s_tlb = TraceEvents.NumberOf<VcpuExit>((byte)ExitReason.TlbRefill);

    [Fact]
    public void A_record_takes_32_bytes_and_gives_back_what_was_put_in()
    {
        Assert.Equal(32, System.Runtime.CompilerServices.Unsafe.SizeOf<TraceRecord>());
        var fields = new VcpuExit(0xC010_0000, 1234, 0x0900_0018);
        TraceRecord record = TraceRecord.Of(s_mmio, guestNs: 5, hostTicks: 6, fields);
        Assert.Equal((s_mmio, 5ul, 6L, fields), (record.Number, record.GuestNs, record.HostTicks, record.As<VcpuExit>()));
    }

    [Fact]
    public void What_does_not_fit_is_counted_by_category_and_what_was_there_stays()
    {
        var ring = new TraceRing(8);
        for (uint i = 0; i < 10; i++)
        {
            Write(ring, s_mmio, i);
        }

        Write(ring, s_tlb, 0);
        Assert.Equal((2ul, 1ul, 3ul), (ring.Dropped(TraceCategories.Exits), ring.Dropped(TraceCategories.Tlb), ring.Dropped(TraceCategories.All)));
        Assert.Equal(8, ring.Written);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Take(ring, 8));
    }

    [Fact]
    public void It_goes_round_and_never_gives_more_than_was_asked_for()
    {
        var ring = new TraceRing(4);
        for (uint i = 0; i < 3; i++)
        {
            Write(ring, s_mmio, i);
        }

        Assert.Equal([0, 1], Take(ring, 2));
        for (uint i = 3; i < 6; i++)
        {
            Write(ring, s_mmio, i);
        }

        Assert.Equal(5u, ring.At(5).As<VcpuExit>().Operand);
        Assert.Equal([2, 3, 4, 5], Take(ring, 6));
        Assert.Equal(0ul, ring.Dropped(TraceCategories.All));
    }

    [Fact]
    public void Two_threads_lose_nothing_but_what_is_counted()
    {
        const uint Count = 2_000_000;
        var ring = new TraceRing(1 << 10);
        var producer = new Thread(() =>
        {
            for (uint i = 0; i < Count; i++)
            {
                Write(ring, s_mmio, i);
            }
        });
        producer.Start();
        uint next = 0;
        ulong taken = 0;
        while (producer.IsAlive || ring.Taken < ring.Written)
        {
            foreach (uint value in Take(ring, ring.Written))
            {
                Assert.True(value >= next, "a record came twice or out of order");
                next = value + 1;
                taken++;
            }
        }

        Assert.Equal(Count, taken + ring.Dropped(TraceCategories.All));
    }

    [Fact]
    public void Writing_a_record_allocates_no_byte()
    {
        var ring = new TraceRing(1 << 4);
        Write(ring, s_mmio, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (uint i = 0; i < 1000; i++)
        {
            Write(ring, s_mmio, i);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Write(TraceRing ring, ushort number, uint operand) => ring.Write(number, operand, operand, new VcpuExit(0, 0, operand));

    private static List<uint> Take(TraceRing ring, long end)
    {
        var values = new List<uint>();
        while (ring.Taken < end)
        {
            ReadOnlySpan<TraceRecord> records = ring.Peek(end);
            foreach (TraceRecord record in records)
            {
                values.Add(record.As<VcpuExit>().Operand);
            }

            ring.Take(records.Length);
        }

        return values;
    }
}
