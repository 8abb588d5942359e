using Introspect.Devices.Interrupts;

namespace Introspect.Devices.Tests.Interrupts;

public sealed class GicV2mTests
{
    [Fact]
    public void A_message_frame_gives_an_edge_on_the_interrupt_written()
    {
        var gic = new TestGic().Open().Enabled(81).EdgeTriggered(81);
        var frame = new GicV2m(80, [.. Enumerable.Range(0, 4).Select(i => gic.Gic.Spi(48 + i))]);
        Assert.Equal(0x0050_0004u, frame.Read32(0x008));
        foreach (uint outside in new uint[] { 0, 79, 84, 1023 })
        {
            frame.Write32(0x040, outside);
            Assert.False(gic.Irq());
        }

        frame.Write32(0x040, 81);
        Assert.Equal(81u, gic.Ack());
    }
}
