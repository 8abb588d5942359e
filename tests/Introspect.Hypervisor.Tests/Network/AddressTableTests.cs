using Introspect.Devices;
using Introspect.Hypervisor.Network;

namespace Introspect.Hypervisor.Tests.Network;

public sealed class AddressTableTests
{
    private readonly Clock _clock = new();
    private readonly AddressTable _table;

    public AddressTableTests() => _table = new AddressTable(_clock);

    [Fact]
    public void An_address_is_where_it_was_seen_last()
    {
        Assert.Null(_table.Find(new MacAddress(1)));
        _table.Learn(new MacAddress(1), 3);
        Assert.Equal(3, _table.Find(new MacAddress(1)));
        _table.Learn(new MacAddress(1), 5);
        Assert.Equal(5, _table.Find(new MacAddress(1)));
    }

    [Fact]
    public void An_address_ages_unless_it_is_seen_again()
    {
        _table.Learn(new MacAddress(1), 1);
        _table.Learn(new MacAddress(2), 2);
        _clock.Seconds = 200;
        _table.Learn(new MacAddress(2), 2);
        _clock.Seconds = 301;
        Assert.Equal((null, 2), (_table.Find(new MacAddress(1)), _table.Find(new MacAddress(2))));
    }

    [Fact]
    public void A_port_that_shows_too_many_addresses_is_not_believed_until_some_have_aged()
    {
        _table.Learn(new MacAddress(0xAA), 0);
        for (uint i = 0; i < 10_000; i++)
        {
            _table.Learn(new MacAddress(0x100 + i), 1);
        }

        Assert.Equal(0, _table.Find(new MacAddress(0xAA)));
        Assert.Equal(1, _table.Find(new MacAddress(0x100 + AddressTable.AddressesOfPort - 1)));
        Assert.Null(_table.Find(new MacAddress(0x100 + AddressTable.AddressesOfPort)));
        _table.Learn(new MacAddress(0xAA), 1);
        Assert.Equal(0, _table.Find(new MacAddress(0xAA)));

        _clock.Seconds = 301;
        _table.Learn(new MacAddress(0x9999), 1);
        Assert.Equal(1, _table.Find(new MacAddress(0x9999)));
    }

    [Fact]
    public void What_is_known_of_a_port_that_is_gone_is_forgotten()
    {
        _table.Learn(new MacAddress(1), 1);
        _table.Learn(new MacAddress(2), 2);
        _table.Forget(1);
        Assert.Equal((null, 2), (_table.Find(new MacAddress(1)), _table.Find(new MacAddress(2))));
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
