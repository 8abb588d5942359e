using System.Net.NetworkInformation;
using Introspect.Core;
using Introspect.Hypervisor.Network;

namespace Introspect.Hypervisor.Tests.Network;

public sealed class TapInterfaceTests
{
    [Fact]
    public void An_interface_that_is_none_is_told_in_one_line()
    {
        IntrospectException error = Assert.Throws<IntrospectException>(static () => new TapInterface("lo"));
        Assert.StartsWith("tap:lo: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void An_interface_is_there_as_long_as_somebody_has_it()
    {
        const string Name = "introspect-t0";
        TapInterface tap;
        try
        {
            tap = new TapInterface(Name);
        }
        catch (IntrospectException e)
        {
            Assert.Skip(e.Message);
            return;
        }

        using (tap)
        {
            var card = new FakeCard(tap);
            Assert.Contains(NetworkInterface.GetAllNetworkInterfaces(), static found => found.Name == Name);
            tap.Send(new byte[60]);   // the interface is down
            Assert.Equal(1, tap.Counters.Drops(FrameDrop.QueueFull));
            Assert.Empty(card.TakeAll());
        }

        Assert.DoesNotContain(NetworkInterface.GetAllNetworkInterfaces(), static found => found.Name == Name);
    }
}
