using CsCheck;
using Introspect.Core;
using Introspect.Machine.Network;

namespace Introspect.Machine.Tests.Network;

public sealed class FrameQueueTests
{
    private const int Bytes = 1 << 12;

    private readonly byte[] _taken = new byte[FrameQueue.LongestFrame];

    [Fact]
    public void Frames_come_out_as_they_went_in_wherever_the_ring_begins_again() =>
        Gen.Int[0, 3000].Array[1, 60].Sample(static lengths =>
        {
            var queue = new FrameQueue(Bytes);
            var expected = new Queue<byte[]>();
            byte[] taken = new byte[FrameQueue.LongestFrame];
            foreach (int length in lengths)
            {
                // An odd length puts a frame in, an even one takes the oldest out.
                byte[] frame = [.. Enumerable.Range(0, length).Select(i => (byte)(i + length))];
                if (length % 2 != 0)
                {
                    if (queue.TryPut(frame, sender: length % FrameQueue.MaxSenders))
                    {
                        expected.Enqueue(frame);
                    }
                }
                else
                {
                    byte[] next = expected.TryDequeue(out byte[]? first) ? first : [];
                    Assert.Equal(next, taken[..queue.Take(taken)]);
                }
            }

            Assert.Equal(expected.Count == 0, queue.IsEmpty);
        });

    [Fact]
    public void Whoever_floods_leaves_room_for_the_others()
    {
        var queue = new FrameQueue(Bytes);
        int flooded = 0;
        while (queue.TryPut(new byte[60], sender: 0))
        {
            flooded++;
        }

        Assert.Equal(Bytes / 2 / 64, flooded);
        int second = 0;
        while (queue.TryPut(new byte[60], sender: 1))
        {
            second++;
        }

        Assert.Equal(Bytes / 4 / 64, second);

        // What goes out makes room, which those get first who have less.
        queue.Take(_taken);
        queue.Take(_taken);
        Assert.False(queue.TryPut(new byte[60], sender: 0));
        Assert.True(queue.TryPut(new byte[60], sender: 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Bytes / 2)]
    [InlineData(Bytes)]
    [InlineData(FrameQueue.LongestFrame + 1)]
    public void A_frame_of_no_length_or_without_room_is_refused(int length)
    {
        var queue = new FrameQueue(Bytes);
        Assert.False(queue.TryPut(new byte[length], sender: 0));
        Assert.True(queue.IsEmpty);
        Assert.Equal(0, queue.Take(_taken));
    }

    [Fact]
    public void The_longest_frame_goes_through()
    {
        var queue = new FrameQueue(1 << 18);
        byte[] frame = new byte[FrameQueue.LongestFrame];
        frame[^1] = 1;
        Assert.True(queue.TryPut(frame, sender: 63));
        Assert.Equal(frame.Length, queue.Take(_taken));
        Assert.Equal(frame, _taken);
    }

    [Fact]
    public void A_size_that_is_no_power_of_two_is_a_mistake_of_ours() => Assert.Throws<InvariantException>(static () => new FrameQueue(1000));

    [Fact]
    public void Nothing_is_allocated_for_a_frame()
    {
        var queue = new FrameQueue(Bytes);
        byte[] frame = new byte[1514];
        long before = 0;
        for (int i = 0; i < 1000; i++)
        {
            before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            Assert.True(queue.TryPut(frame, 0));
            queue.Take(_taken);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task Threads_that_put_in_at_once_lose_and_double_nothing()
    {
        const int Senders = 3, Frames = 20_000;
        var queue = new FrameQueue(Bytes);
        Task[] senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            byte[] frame = new byte[16];
            for (int i = 0; i < Frames; i++)
            {
                (frame[0], frame[1], frame[2]) = ((byte)sender, (byte)i, (byte)(i >> 8));
                SpinWait.SpinUntil(() => queue.TryPut(frame, sender));
            }
        }))];
        int[] next = new int[Senders];
        while (next.Sum() < Senders * Frames)
        {
            if (queue.Take(_taken) != 0)
            {
                int sender = _taken[0];
                Assert.Equal(next[sender]++ & 0xFFFF, _taken[1] | (_taken[2] << 8));
            }
        }

        await Task.WhenAll(senders);
        Assert.True(queue.IsEmpty);
    }
}
