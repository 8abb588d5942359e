using Introspect.Devices.Interrupts;
using Introspect.Devices.Tests.Fakes;
using Introspect.Memory;

namespace Introspect.Devices.Tests.Interrupts;

/// <summary>A hypervisor's side of the GIC and its guest's.</summary>
public sealed class GicVirtualInterfaceTests
{
    private const uint Hcr = 0x000, Vmcr = 0x008, Misr = 0x010, Eisr = 0x020, Elrsr = 0x030, Apr = 0x0F0, List = 0x100;
    private const uint Hardware = 1u << 31, Group1 = 1 << 30, Active = 1 << 29, Pending = 1 << 28, TellsEnd = 1 << 19;
    private const uint GuestControl = 0x0, GuestMask = 0x4, GuestAcknowledge = 0xC, GuestEnd = 0x10, GuestRunning = 0x14, GuestHighest = 0x18, GuestDeactivate = 0x1000;

    private readonly TestGic _gic = new();
    private readonly FakeInterruptLine _irq = new();
    private readonly FakeInterruptLine _fiq = new();
    private readonly FakeInterruptLine _maintenance = new();
    private readonly IMmioDevice _control;
    private readonly IMmioDevice _guest;

    public GicVirtualInterfaceTests()
    {
        (_control, _guest) = _gic.Gic.AddVirtualInterface(0, new GicOutputs(_irq, _fiq), _maintenance);
        _control.Write32(Hcr, 1);
        _guest.Write32(GuestControl, 3);
        _guest.Write32(GuestMask, 0xFF);
    }

    [Fact]
    public void The_guest_takes_and_ends_what_a_list_register_holds()
    {
        _control.Write32(List, Pending | Priority(0x50) | 40);
        Assert.True(_irq.IsRaised);
        Assert.Equal((40u, 0x50u), (_guest.Read32(GuestAcknowledge), _guest.Read32(GuestRunning)));
        Assert.Equal((Active | Priority(0x50) | 40, false), (_control.Read32(List), _irq.IsRaised));
        _guest.Write32(GuestEnd, 40);
        Assert.Equal((Priority(0x50) | 40, 0xFu, 0u), (_control.Read32(List), _control.Read32(Elrsr), _control.Read32(Apr)));
    }

    [Fact]
    public void The_most_urgent_comes_first_and_interrupts_the_others()
    {
        _control.Write32(List, Pending | Priority(0x80) | 40);
        Assert.Equal(40u, _guest.Read32(GuestAcknowledge));
        _control.Write32(List + 4, Pending | Priority(0x90) | 41);
        Assert.False(_irq.IsRaised);
        _control.Write32(List + 8, Pending | Priority(0x10) | 42);
        Assert.True(_irq.IsRaised);
        Assert.Equal((42u, 42u), (_guest.Read32(GuestHighest), _guest.Read32(GuestAcknowledge)));
        _guest.Write32(GuestEnd, 42);
        Assert.Equal(0x80u, _guest.Read32(GuestRunning));
        _guest.Write32(GuestEnd, 40);
        Assert.Equal(41u, _guest.Read32(GuestAcknowledge));
        Assert.Equal(1023u, _guest.Read32(GuestAcknowledge));
    }

    [Fact]
    public void Ending_a_hardware_interrupt_ends_the_physical_one()
    {
        TestGic gic = _gic.Open(control: 0x201).Enabled(33);
        gic.Gic.Spi(1).Set(true);
        Assert.Equal(33u, gic.Ack());
        gic.Eoi(33);
        Assert.True(gic.Has(TestGic.SetActive, 33));
        _control.Write32(List, Hardware | Pending | (33 << 10) | 50);
        Assert.Equal(50u, _guest.Read32(GuestAcknowledge));
        _guest.Write32(GuestEnd, 50);
        Assert.False(gic.Has(TestGic.SetActive, 33));
        Assert.True(gic.Irq());
    }

    [Fact]
    public void With_two_steps_the_end_drops_the_priority_and_deactivation_comes_later()
    {
        _guest.Write32(GuestControl, 0x203);
        _control.Write32(List, Pending | 40);
        _guest.Read32(GuestAcknowledge);
        _guest.Write32(GuestEnd, 40);
        Assert.Equal((Active | 40u, 0u), (_control.Read32(List), _control.Read32(Apr)));
        _guest.Write32(GuestDeactivate, 40);
        Assert.Equal(40u, _control.Read32(List));
    }

    [Theory]
    [InlineData(1u << 1, 0u, 1u << 1)]                              // underflow: no list register is in use
    [InlineData(1u << 3, 0u, 1u << 3)]                              // none is pending
    [InlineData(1u << 4, 0u, 1u << 4)]                              // group 0 is enabled
    [InlineData(1u << 5, 0u, 0u)]                                   // and not disabled
    [InlineData(0u, TellsEnd | 40, 1u)]                             // an interrupt that tells of its end has ended
    [InlineData(1u << 3, Pending | 40, 0u)]
    public void Maintenance_is_asked_for_when_it_is_due(uint enabled, uint list, uint status)
    {
        _control.Write32(Hcr, enabled | 1);
        _control.Write32(List, list);
        Assert.Equal((status, status != 0), (_control.Read32(Misr), _maintenance.IsRaised));
        Assert.Equal(status == 1 ? 1u : 0, _control.Read32(Eisr));
    }

    [Fact]
    public void What_the_guest_ends_without_a_list_register_is_counted()
    {
        _guest.Write32(GuestEnd, 99);
        Assert.Equal((1u << 27) | 1, _control.Read32(Hcr));
    }

    [Fact]
    public void Groups_go_to_IRQ_and_FIQ_as_the_guest_sets_its_interface()
    {
        _guest.Write32(GuestControl, 0xB);
        _control.Write32(List, Pending | 40);
        Assert.Equal((false, true), (_irq.IsRaised, _fiq.IsRaised));
        _control.Write32(List, Pending | Group1 | 40);
        Assert.Equal((true, false), (_irq.IsRaised, _fiq.IsRaised));
        Assert.Equal(1022u, _guest.Read32(GuestAcknowledge));
        Assert.Equal(0xBu, _control.Read32(Vmcr) & 0x1F);
    }

    [Fact]
    public void An_SGI_has_its_source()
    {
        _control.Write32(List, Pending | (5 << 10) | 3);
        Assert.Equal((5u << 10) | 3, _guest.Read32(GuestAcknowledge));
    }

    private static uint Priority(uint priority) => priority >> 3 << 23;
}
