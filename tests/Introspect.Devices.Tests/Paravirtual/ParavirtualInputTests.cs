using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualInputTests
{
    private const uint Waiting = 0x00, Type = 0x04, Code = 0x08, Value = 0x0C, Next = 0x10, Lost = 0x14;

    private readonly TestSet _test = new();

    private ParavirtualInput Input => _test.Set.Input;

    [Fact]
    public void Events_come_in_their_order_and_hold_the_interrupt()
    {
        Input.Receive(new InputEvent(1, 30, 1));
        Input.Receive(new InputEvent(2, 0, -5));
        Assert.Equal((2u, 1u, 30u, 1u), (Input.Read32(Waiting), Input.Read32(Type), Input.Read32(Code), Input.Read32(Value)));
        Input.Write32(Next, 0);
        Assert.Equal((2u, unchecked((uint)-5), true), (Input.Read32(Type), Input.Read32(Value), _test.Irq.IsRaised));
        Input.Write32(Next, 0);
        Input.Write32(Next, 0);
        Assert.Equal((0u, 0u, false), (Input.Read32(Waiting), Input.Read32(Type), _test.Irq.IsRaised));
    }

    [Fact]
    public void Events_that_find_no_room_are_counted_until_a_reset()
    {
        for (int i = 0; i < 300; i++)
        {
            Input.Receive(new InputEvent(3, 0, i));
        }

        Assert.Equal((256u, 0u, 44u), (Input.Read32(Waiting), Input.Read32(Value), Input.Read32(Lost)));
        Input.Reset();
        Assert.Equal((0u, 0u, false), (Input.Read32(Waiting), Input.Read32(Lost), _test.Irq.IsRaised));
    }
}
