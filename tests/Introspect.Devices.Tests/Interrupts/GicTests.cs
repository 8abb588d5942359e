using Introspect.Memory;

namespace Introspect.Devices.Tests.Interrupts;

public sealed class GicTests
{
    [Fact]
    public void A_level_interrupt_is_signalled_until_its_wire_falls()
    {
        var gic = new TestGic().Open().Enabled(33);
        gic.Gic.Spi(1).Set(true);
        Assert.True(gic.Irq());
        Assert.Equal(33u, gic.Ack());
        Assert.False(gic.Irq());
        gic.Eoi(33);
        Assert.True(gic.Irq());
        Assert.Equal(33u, gic.Ack());
        gic.Gic.Spi(1).Set(false);
        gic.Eoi(33);
        Assert.False(gic.Irq());
        Assert.Equal(1023u, gic.Ack());
    }

    [Fact]
    public void An_edge_is_remembered_once_and_again_while_the_interrupt_is_active()
    {
        var gic = new TestGic().Open().Enabled(40).EdgeTriggered(40);
        gic.Gic.Spi(8).Set(true);
        gic.Gic.Spi(8).Set(false);
        Assert.Equal(40u, gic.Ack());
        Assert.False(gic.Has(TestGic.SetPending, 40));
        gic.Gic.Spi(8).Set(true);
        Assert.False(gic.Irq());
        gic.Eoi(40);
        Assert.True(gic.Irq());
        Assert.Equal(40u, gic.Ack());
        gic.Eoi(40);
        Assert.False(gic.Irq());
    }

    [Fact]
    public void A_private_interrupt_reaches_its_own_vcpu_only()
    {
        var gic = new TestGic(2).Open().Enabled(27, cpu: 0).Enabled(27, cpu: 1);
        gic.Gic.Ppi(1, 11).Set(true);
        Assert.False(gic.Irq(0));
        Assert.True(gic.Irq(1));
        Assert.Equal(27u, gic.Ack(1));
        Assert.True(gic.Has(TestGic.SetActive, 27, cpu: 1));
        Assert.False(gic.Has(TestGic.SetActive, 27, cpu: 0));
    }

    [Fact]
    public void The_first_vcpu_to_acknowledge_a_shared_interrupt_gets_it()
    {
        var gic = new TestGic(2).Open().Enabled(100, targets: 3);
        gic.Gic.Spi(68).Set(true);
        Assert.True(gic.Irq(0) && gic.Irq(1));
        Assert.Equal(100u, gic.Ack(1));
        Assert.False(gic.Irq(0) || gic.Irq(1));
        Assert.Equal(1023u, gic.Ack(0));
        gic.Gic.Spi(68).Set(false);
        gic.Eoi(100, cpu: 1);
        Assert.False(gic.Irq(0) || gic.Irq(1));
    }

    [Fact]
    public void Who_listens_hears_which_vcpu_acknowledges_what_and_when_it_is_done()
    {
        var gic = new TestGic(2).Open().Enabled(100, targets: 2);
        List<string> heard = [];
        gic.Gic.Acknowledged = (cpu, id) => heard.Add($"{cpu} takes {id}");
        gic.Gic.Ended = (cpu, id) => heard.Add($"{cpu} ends {id}");
        gic.Gic.Spi(68).Set(true);
        gic.Ack(0);
        gic.Eoi(gic.Ack(1), cpu: 1);
        gic.Eoi(1023, cpu: 1);
        Assert.Equal(["1 takes 100", "1 ends 100"], heard);
    }

    [Fact]
    public void Changing_the_target_moves_a_pending_interrupt()
    {
        var gic = new TestGic(2).Open().Enabled(100, targets: 1);
        gic.Gic.Spi(68).Set(true);
        gic.Dist().Write8(TestGic.Target + 100, 2);
        Assert.False(gic.Irq(0));
        Assert.True(gic.Irq(1));
    }

    [Theory]
    // priorities of 50 and 60, what comes first
    [InlineData(0x20, 0x10, 60)]
    [InlineData(0x10, 0x20, 50)]
    [InlineData(0x10, 0x10, 50)]
    [InlineData(0xF0, 0xEF, 60)]
    public void The_lower_value_goes_first_and_of_equals_the_lower_number(byte of50, byte of60, uint first)
    {
        var gic = new TestGic().Open().Enabled(60, of60).Enabled(50, of50);
        gic.Gic.Spi(60 - 32).Set(true);
        gic.Gic.Spi(50 - 32).Set(true);
        Assert.Equal(first, gic.Cpu().Read32(TestGic.Highest));
        Assert.Equal(first, gic.Ack());
    }

    [Theory]
    [InlineData(0x80, 0x80, false)]
    [InlineData(0x80, 0x81, true)]
    [InlineData(0xFF, 0xFF, false)]
    [InlineData(0x00, 0x01, true)]
    public void The_mask_lets_through_what_is_more_urgent(byte priority, uint mask, bool signalled)
    {
        var gic = new TestGic().Open().Enabled(50, priority);
        gic.Cpu().Write32(TestGic.Mask, mask);
        gic.Gic.Spi(18).Set(true);
        Assert.Equal(signalled, gic.Irq());
        Assert.Equal(50u, gic.Cpu().Read32(TestGic.Highest));
        Assert.Equal(signalled ? 50u : 1023u, gic.Ack());
    }

    [Theory]
    // binary point, priority running, priority arriving, does it preempt
    [InlineData(0, 0x82, 0x80, true)]
    [InlineData(0, 0x81, 0x80, false)]
    [InlineData(3, 0x80, 0x7F, true)]
    [InlineData(3, 0x8F, 0x80, false)]
    [InlineData(3, 0x90, 0x80, true)]
    [InlineData(6, 0x80, 0x7F, true)]
    [InlineData(7, 0xF0, 0x00, false)]
    public void The_binary_point_decides_about_preemption(uint point, byte running, byte arriving, bool preempts)
    {
        var gic = new TestGic().Open().Enabled(50, running).Enabled(60, arriving);
        gic.Cpu().Write32(TestGic.BinaryPoint, point);
        gic.Gic.Spi(18).Set(true);
        Assert.Equal(50u, gic.Ack());
        gic.Gic.Spi(28).Set(true);
        Assert.Equal(preempts, gic.Irq());
    }

    [Fact]
    public void Nested_interrupts_end_in_turn()
    {
        var gic = new TestGic().Open().Enabled(50, 0x80).Enabled(60, 0x40);
        Assert.Equal(0xFFu, gic.Cpu().Read32(TestGic.Running));
        gic.Gic.Spi(18).Set(true);
        gic.Ack();
        Assert.Equal(0x80u, gic.Cpu().Read32(TestGic.Running));
        gic.Gic.Spi(28).Set(true);
        Assert.Equal(60u, gic.Ack());
        Assert.Equal(0x40u, gic.Cpu().Read32(TestGic.Running));
        Assert.Equal(1u, gic.Cpu().Read32(TestGic.Active + 4));
        Assert.Equal(1u, gic.Cpu().Read32(TestGic.Active + 8));
        gic.Gic.Spi(28).Set(false);
        gic.Eoi(60);
        Assert.Equal(0x80u, gic.Cpu().Read32(TestGic.Running));
        Assert.False(gic.Irq());
        gic.Eoi(50);
        Assert.Equal(0xFFu, gic.Cpu().Read32(TestGic.Running));
        Assert.True(gic.Irq());
    }

    [Fact]
    public void Split_end_drops_the_priority_and_deactivates_apart()
    {
        var gic = new TestGic().Open(control: 0x201).Enabled(50);
        gic.Gic.Spi(18).Set(true);
        gic.Ack();
        gic.Eoi(50);
        Assert.Equal(0xFFu, gic.Cpu().Read32(TestGic.Running));
        Assert.True(gic.Has(TestGic.SetActive, 50));
        Assert.False(gic.Irq());
        gic.Cpu().Write32(TestGic.Deactivate, 50);
        Assert.False(gic.Has(TestGic.SetActive, 50));
        Assert.True(gic.Irq());
    }

    [Theory]
    [InlineData(1023u)]
    [InlineData(1022u)]
    [InlineData(288u)]
    public void Ending_what_is_no_interrupt_changes_nothing(uint ended)
    {
        var gic = new TestGic().Open().Enabled(50);
        gic.Gic.Spi(18).Set(true);
        gic.Ack();
        gic.Eoi(ended);
        Assert.Equal(0x80u, gic.Cpu().Read32(TestGic.Running));
    }

    [Theory]
    // value written to GICD_SGIR by vCPU 1, which vCPUs get it
    [InlineData(0x0005_0003, 0b0101)]
    [InlineData(0x00FF_0003, 0b1111)]
    [InlineData(0x0100_0003, 0b1101)]
    [InlineData(0x0200_0003, 0b0010)]
    [InlineData(0x0300_0003, 0b0000)]
    public void A_software_interrupt_reaches_whom_its_filter_names(uint value, int reached)
    {
        var gic = new TestGic(4).Open();
        gic.Dist(1).Write32(TestGic.SendSgi, value);
        for (int cpu = 0; cpu < 4; cpu++)
        {
            bool expected = (reached & (1 << cpu)) != 0;
            Assert.Equal(expected, gic.Irq(cpu));
            Assert.Equal(expected ? (1u << 10) | 3 : 1023, gic.Ack(cpu));
        }
    }

    [Fact]
    public void A_software_interrupt_from_two_vcpus_comes_twice()
    {
        var gic = new TestGic(3).Open();
        gic.Dist(2).Write32(TestGic.SendSgi, 0x0001_0005);
        gic.Dist(1).Write32(TestGic.SendSgi, 0x0001_0005);
        Assert.Equal(0x600u, gic.Dist().Read32(TestGic.SetSgi + 4));
        Assert.Equal((1u << 10) | 5, gic.Ack());
        Assert.False(gic.Irq());
        gic.Eoi((1 << 10) | 5);
        Assert.Equal((2u << 10) | 5, gic.Ack());
        gic.Eoi((2 << 10) | 5);
        Assert.Equal(1023u, gic.Ack());
    }

    [Fact]
    public void Software_interrupts_can_be_set_and_cleared_by_source()
    {
        var gic = new TestGic(2).Open();
        gic.Dist(1).Write8(TestGic.SetSgi + 6, 0xFF);
        Assert.Equal(0x0003_0000u, gic.Dist(1).Read32(TestGic.ClearSgi + 4));
        Assert.True(gic.Irq(1));
        gic.Dist(1).Write8(TestGic.ClearSgi + 6, 1);
        Assert.Equal((1u << 10) | 6, gic.Cpu(1).Read32(TestGic.Highest));
        gic.Dist(1).Write8(TestGic.ClearSgi + 6, 2);
        Assert.False(gic.Irq(1));
    }

    [Fact]
    public void Software_interrupts_are_always_enabled_and_not_pending_by_the_general_register()
    {
        var gic = new TestGic().Open();
        gic.Dist().Write32(TestGic.Disable, 0xFFFF_FFFF);
        gic.Dist().Write32(TestGic.SetPending, 0x0000_FFFF);
        Assert.Equal(0x0000_FFFFu, gic.Dist().Read32(TestGic.Enable));
        Assert.Equal(0u, gic.Dist().Read32(TestGic.SetPending));
    }

    [Fact]
    public void Software_can_make_an_interrupt_pending_and_take_it_back()
    {
        var gic = new TestGic().Open().Enabled(64);
        gic.Dist().Write32(TestGic.Word(TestGic.SetPending, 64), 1);
        Assert.True(gic.Irq());
        gic.Dist().Write32(TestGic.Word(TestGic.ClearPending, 64), 1);
        Assert.False(gic.Irq());
    }

    [Fact]
    public void Clearing_does_not_help_against_a_level_that_stays()
    {
        var gic = new TestGic().Open().Enabled(64);
        gic.Gic.Spi(32).Set(true);
        gic.Dist().Write32(TestGic.Word(TestGic.ClearPending, 64), 1);
        Assert.True(gic.Irq());
    }

    [Fact]
    public void An_interrupt_made_active_by_software_is_held_back()
    {
        var gic = new TestGic().Open().Enabled(64);
        gic.Gic.Spi(32).Set(true);
        gic.Dist().Write32(TestGic.Word(TestGic.SetActive, 64), 1);
        Assert.False(gic.Irq());
        gic.Dist().Write32(TestGic.Word(TestGic.ClearActive, 64), 1);
        Assert.True(gic.Irq());
    }

    [Theory]
    // GICC_CTLR, group of the interrupt, IRQ, FIQ, what GICC_IAR says, what GICC_AIAR says instead
    [InlineData(0x1, 0, true, false, 50, 1023)]
    [InlineData(0x9, 0, false, true, 50, 1023)]
    [InlineData(0x2, 0, false, false, 1023, 1023)]
    [InlineData(0x2, 1, true, false, 1022, 50)]
    [InlineData(0x6, 1, true, false, 50, 50)]
    [InlineData(0xB, 1, true, false, 1022, 50)]
    [InlineData(0x1, 1, false, false, 1023, 1023)]
    public void Groups_choose_the_output_and_the_register(uint control, int group, bool irq, bool fiq, uint plain, uint aliased)
    {
        foreach ((uint register, uint expected) in new[] { (TestGic.Acknowledge, plain), (TestGic.AliasedAcknowledge, aliased) })
        {
            var gic = new TestGic().Open(control).Enabled(50);
            if (group == 1)
            {
                gic.InGroup1(50);
            }

            gic.Gic.Spi(18).Set(true);
            Assert.Equal((irq, fiq), (gic.Irq(), gic.Fiq()));
            Assert.Equal(expected, gic.Cpu().Read32(register));
            Assert.Equal(expected == 50, gic.Has(TestGic.SetActive, 50));
        }
    }

    [Theory]
    // GICC_ABPR written and read, GICC_RPR while 0x8F runs, does 0x80 preempt
    [InlineData(0, 1, 0x8E, true)]
    [InlineData(2, 2, 0x8C, true)]
    [InlineData(4, 4, 0x80, false)]
    public void Group_1_has_a_binary_point_of_its_own(uint written, uint read, uint running, bool preempts)
    {
        var gic = new TestGic().Open(control: 3).Enabled(50, 0x8F).Enabled(60, 0x80).InGroup1(50).InGroup1(60);
        gic.Cpu().Write32(TestGic.BinaryPoint, 7);
        gic.Cpu().Write32(TestGic.AliasedBinaryPoint, written);
        Assert.Equal(read, gic.Cpu().Read32(TestGic.AliasedBinaryPoint));
        gic.Gic.Spi(18).Set(true);
        Assert.Equal(50u, gic.Cpu().Read32(TestGic.AliasedAcknowledge));
        Assert.Equal(running, gic.Cpu().Read32(TestGic.Running));
        gic.Gic.Spi(28).Set(true);
        Assert.Equal(preempts, gic.Irq());
    }

    [Fact]
    public void With_a_common_binary_point_group_1_follows_group_0()
    {
        var gic = new TestGic().Open(control: 0x13).Enabled(50, 0x8F).InGroup1(50);
        gic.Cpu().Write32(TestGic.BinaryPoint, 6);
        gic.Gic.Spi(18).Set(true);
        gic.Cpu().Read32(TestGic.AliasedAcknowledge);
        Assert.Equal(0x80u, gic.Cpu().Read32(TestGic.Running));
    }

    [Fact]
    public void The_aliased_end_leaves_group_0_alone()
    {
        var gic = new TestGic().Open(control: 3).Enabled(50).InGroup1(50);
        gic.Gic.Spi(18).Set(true);
        gic.Cpu().Read32(TestGic.AliasedAcknowledge);
        gic.Cpu().Write32(TestGic.AliasedEnd, 40);
        Assert.Equal(0x80u, gic.Cpu().Read32(TestGic.Running));
        gic.Cpu().Write32(TestGic.AliasedEnd, 50);
        Assert.Equal(0xFFu, gic.Cpu().Read32(TestGic.Running));
        Assert.Equal(50u, gic.Cpu().Read32(TestGic.AliasedHighest));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void The_distributor_forwards_a_group_or_not(uint control, bool signalled)
    {
        var gic = new TestGic().Open().Enabled(50);
        gic.Gic.Spi(18).Set(true);
        gic.Dist().Write32(TestGic.DistributorControl, control);
        Assert.Equal(signalled, gic.Irq());
    }

    [Fact]
    public void Priorities_and_targets_take_bytes_halfwords_and_words()
    {
        IMmioDevice dist = new TestGic(8).Dist();
        dist.Write32(TestGic.Priority + 40, 0x4433_2211);
        dist.Write8(TestGic.Priority + 41, 0xAA);
        dist.Write16(TestGic.Priority + 42, 0xCCBB);
        Assert.Equal(0xCCBB_AA11u, dist.Read32(TestGic.Priority + 40));
        Assert.Equal(0xBB, dist.Read8(TestGic.Priority + 42));
        dist.Write32(TestGic.Target + 40, 0x0804_0201);
        dist.Write8(TestGic.Target + 43, 0x81);
        Assert.Equal(0x8104_0201u, dist.Read32(TestGic.Target + 40));
    }

    [Fact]
    public void The_targets_of_private_interrupts_name_the_reader()
    {
        var gic = new TestGic(4);
        gic.Dist(2).Write32(TestGic.Target + 28, 0xFFFF_FFFF);
        Assert.Equal(0x0404_0404u, gic.Dist(2).Read32(TestGic.Target + 28));
        Assert.Equal(0x0101_0101u, gic.Dist(0).Read32(TestGic.Target));
        gic.Dist().Write8(TestGic.Target + 40, 0xFF);
        Assert.Equal(0x0F, gic.Dist().Read8(TestGic.Target + 40));
    }

    [Fact]
    public void With_one_vcpu_there_are_no_targets_to_choose()
    {
        var gic = new TestGic().Open().Enabled(50, targets: 0);
        Assert.Equal(0u, gic.Dist().Read32(TestGic.Target + 48));
        gic.Gic.Spi(18).Set(true);
        Assert.True(gic.Irq());
    }

    [Fact]
    public void The_banked_registers_are_apart_and_the_shared_ones_are_not()
    {
        var gic = new TestGic(2);
        gic.Dist(1).Write32(TestGic.Enable, 1u << 30);
        gic.Dist(1).Write32(TestGic.Enable + 4, 1u << 30);
        gic.Dist(1).Write8(TestGic.Priority + 30, 9);
        Assert.Equal(0x0000_FFFFu, gic.Dist(0).Read32(TestGic.Enable));
        Assert.Equal(0x4000_FFFFu, gic.Dist(1).Read32(TestGic.Enable));
        Assert.Equal(0x4000_0000u, gic.Dist(0).Read32(TestGic.Enable + 4));
        Assert.Equal(0, gic.Dist(0).Read8(TestGic.Priority + 30));
    }

    [Theory]
    [InlineData(0x004, 0x0000_0068)]
    [InlineData(0x008, 0x0200_143B)]
    [InlineData(0xFE8, 0x0000_002B)]
    [InlineData(0xFF0, 0x0000_000D)]
    [InlineData(TestGic.Configuration, 0xAAAA_AAAA)]
    public void The_distributor_says_what_it_is(uint offset, uint value)
    {
        IMmioDevice dist = new TestGic(4).Dist();
        dist.Write32(offset, 0);
        Assert.Equal(value, dist.Read32(offset));
    }

    [Fact]
    public void What_lies_beyond_the_last_interrupt_reads_zero_and_ignores_writes()
    {
        IMmioDevice dist = new TestGic(2).Dist();
        foreach (uint offset in new uint[] { 0x100 + 36, 0x17C, 0x200 + 36, TestGic.Priority + 288, TestGic.Target + 288, 0xC00 + 72, 0xCFC })
        {
            dist.Write32(offset, 0xFFFF_FFFF);
            Assert.Equal(0u, dist.Read32(offset));
        }
    }

    [Fact]
    public void Reset_forgets_all_but_the_wires()
    {
        var gic = new TestGic(2).Open(control: 0x20F).Enabled(50, targets: 3).Enabled(27, cpu: 1);
        gic.InGroup1(70).EdgeTriggered(71).Enabled(71);
        gic.Gic.Spi(18).Set(true);
        gic.Gic.Spi(39).Set(true);
        gic.Dist(0).Write32(TestGic.SendSgi, 0x0003_0001);
        gic.Cpu(1).Write32(TestGic.BinaryPoint, 3);
        gic.Cpu(1).Write32(TestGic.AliasedBinaryPoint, 5);
        gic.Ack(1);
        Assert.True(gic.Fiq(0) && gic.Cpu(1).Read32(TestGic.Running) != 0xFF);

        gic.Gic.DistributorFor(0).Reset();
        gic.Gic.Spi(18).Set(false);
        gic.Gic.Spi(39).Set(false);
        var fresh = new TestGic(2);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            Assert.False(gic.Irq(cpu) || gic.Fiq(cpu));
            for (uint offset = 0; offset < 0x1000; offset += 4)
            {
                Assert.Equal(fresh.Dist(cpu).Read32(offset), gic.Dist(cpu).Read32(offset));
            }

            for (uint offset = 0; offset < 0x100; offset += 4)
            {
                Assert.Equal(fresh.Cpu(cpu).Read32(offset), gic.Cpu(cpu).Read32(offset));
            }
        }

        gic.Open().Enabled(50, targets: 1);
        gic.Gic.Spi(18).Set(true);
        Assert.True(gic.Irq(0));
    }
}
