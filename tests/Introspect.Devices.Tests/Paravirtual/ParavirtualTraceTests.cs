using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualTraceTests
{
    [Fact]
    public void A_store_is_a_mark_on_the_channel_of_its_word()
    {
        var marks = new List<(uint Channel, uint Value)>();
        var trace = new ParavirtualTrace((channel, value) => marks.Add((channel, value)));
        trace.Write32(0x000, 7);
        trace.Write32(0x0FC, uint.MaxValue);
        trace.Write32(0x100, 1);
        Assert.Equal((0u, ParavirtualKind.Trace), (trace.Read32(0), trace.Kind));
        trace.Reset();
        Assert.Equal([(0u, 7u), (63u, uint.MaxValue)], marks);
    }
}
