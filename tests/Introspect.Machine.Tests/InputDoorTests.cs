using Introspect.Devices;
using Introspect.Machine.Network;

namespace Introspect.Machine.Tests;

public sealed class InputDoorTests
{
    private readonly InputDoor _door = new();
    private readonly Card _card = new();
    private readonly PacketEntrance _entrance;
    private readonly List<(ulong NowNs, byte First)> _entered = [];
    private int _posts;

    public InputDoorTests()
    {
        _entrance = _door.AddEntrance(_card);
        _door.Posted += () => _posts++;
        _door.FrameEntered += (now, entrance, frame) =>
        {
            Assert.Same(_entrance, entrance);
            _entered.Add((now, frame.Span[0]));
        };
    }

    [Fact]
    public void Frames_enter_in_their_order_and_each_with_the_guest_time()
    {
        Assert.True(_entrance.TryPost([1, 2, 3]));
        Assert.True(_entrance.TryPost([2]));
        Assert.Equal((2, true), (_posts, _door.HasPosted));
        Assert.Empty(_card.Received);
        _door.Pump(1000);
        Assert.Equal([[1, 2, 3], [2]], _card.Received);
        Assert.Equal([(1000, 1), (1000, 2)], _entered);
        Assert.False(_door.HasWaiting);
    }

    [Fact]
    public void A_frame_waits_for_room_in_its_device_and_enters_when_there_is()
    {
        _card.Room = 1;
        _entrance.TryPost([1]);
        _entrance.TryPost([2]);
        _door.Pump(10);
        Assert.Equal((1, false, true), (_card.Received.Count, _door.HasPosted, _door.HasWaiting));
        _card.Room = 2;
        _door.Pump(20);
        Assert.Equal([(10, 1), (20, 2)], _entered);
        Assert.False(_door.HasWaiting);
    }

    [Fact]
    public void What_a_device_cannot_take_is_bounded()
    {
        _card.Room = 0;
        int taken = 0;
        while (_entrance.TryPost(new byte[1514]))
        {
            taken++;
        }

        Assert.InRange(taken, 300, 400);
        _card.Room = int.MaxValue;
        for (int pumps = 0; pumps < 3; pumps++)
        {
            _door.Pump(0);
        }

        Assert.Equal(taken, _card.Received.Count);
        Assert.True(_entrance.TryPost([1]));
    }

    [Fact]
    public void A_device_without_room_does_not_hold_up_another()
    {
        var door = new InputDoor();
        var full = new Card { Room = 0 };
        var free = new Card();
        door.AddEntrance(full).TryPost([1]);
        door.AddEntrance(free).TryPost([2]);
        door.Pump(0);
        Assert.Equal((0, 1, true), (full.Received.Count, free.Received.Count, door.HasWaiting));
    }

    private sealed class Card : IPacketReceiver
    {
        public int Room { get; set; } = int.MaxValue;

        public List<byte[]> Received { get; } = [];

        public bool CanReceive => Received.Count < Room;

        public void Receive(ReadOnlySpan<byte> frame) => Received.Add(frame.ToArray());
    }
}
