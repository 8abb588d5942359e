using Introspect.Inspection;
using Introspect.TestKit.Inspection;

namespace Introspect.Gdb.Tests;

public sealed class SessionTests
{
    [Fact]
    public void A_damaged_packet_is_asked_for_again_and_a_lost_reply_sent_again()
    {
        using var machine = new FakeMachine();
        using var client = new Conversation(machine, acknowledges: true);
        client.Say("$qC#00");
        Assert.Equal("-", client.Hear());
        client.Say("$qC#b4");
        Assert.Equal("+$QC1#c5", client.Hear());
        client.Say("-");
        Assert.Equal("+$QC1#c5", client.Hear());
    }

    [Fact]
    public void Acknowledgement_and_stop_come_in_order_also_when_the_step_is_done_at_once()
    {
        using var machine = new FakeMachine();
        using var client = new Conversation(machine, acknowledges: true);
        client.Say("$s#73");
        Assert.StartsWith("+$T05", client.Hear(), StringComparison.Ordinal);
        client.Say("$c#63");
        Assert.Equal("+", client.Hear());
        client.Say("\u0003");
        Assert.StartsWith("$T02", client.Hear(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_packet_that_is_too_long_is_refused_by_name()
    {
        using var client = new Conversation();
        Assert.Equal("E0c", client.Ask("M40000000,1:" + new string('0', 0x20000)));
        Assert.Equal("QC1", client.Ask("qC"));
    }

    [Fact]
    public void What_one_client_does_the_other_hears_once_and_only_while_it_waits()
    {
        using var machine = new FakeMachine();
        using var one = new Conversation(machine);
        using var other = new Conversation(machine);
        one.Ask("qSupported:swbreak+");
        other.Ask("qSupported:swbreak+");
        one.Ask("?");
        other.Ask("?");
        one.Ask("Z0,4000000c,4");
        Assert.StartsWith("T05swbreak:;", one.Ask("c"), StringComparison.Ordinal);
        Assert.Equal("QC1", other.Ask("qC"));            // it was not waiting: no stop for it

        other.Send("c");                                 // the other vCPU comes to it now: that stop is not lost
        Assert.StartsWith("T05thread:2;", other.HearPayload(), StringComparison.Ordinal);   // not its breakpoint: no reason
        Assert.Equal((0, 0), (one.Unheard, other.Unheard));
    }

    [Fact]
    public void Both_clients_hear_the_stop_when_both_wait()
    {
        using var machine = new FakeMachine();
        using var one = new Conversation(machine);
        using var other = new Conversation(machine);
        one.Send("vCont;c");
        other.Send("vCont;c");
        other.Say("\u0003");
        Assert.StartsWith("T02", other.HearPayload(), StringComparison.Ordinal);
        Assert.StartsWith("T02", one.HearPayload(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_steps_what_another_lets_run_gets_it_back()
    {
        using var machine = new FakeMachine();
        using var one = new Conversation(machine);
        using var other = new Conversation(machine);
        one.Send("vCont;c");
        Assert.StartsWith("T02", other.Ask("vCont;s:1"), StringComparison.Ordinal);
        Assert.StartsWith("T02", one.HearPayload(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_clients_breakpoint_stays_when_one_takes_its_own_away()
    {
        using var machine = new FakeMachine();
        using var one = new Conversation(machine);
        using var other = new Conversation(machine);
        one.Ask("Z0,4000000c,4");
        other.Ask("Z0,4000000c,4");
        one.Ask("z0,4000000c,4");
        Assert.Equal(1, machine.Breakpoints);
    }

    [Fact]
    public void A_client_that_does_not_read_cannot_make_the_machine_wait()
    {
        using var machine = new FakeMachine();
        using var deaf = new Conversation(machine) { CanSendAtOnce = false };
        using var client = new Conversation(machine);
        deaf.Send("vCont;c");
        Assert.StartsWith("T02", client.Ask("?"), StringComparison.Ordinal);
        Assert.True(deaf.IsClosed);
    }

    [Fact]
    public void The_end_of_the_machine_reaches_a_client_that_waits()
    {
        using var machine = new FakeMachine();
        using var client = new Conversation(machine);
        client.Send("vCont;c");
        using (MachineHold hold = machine.Hold())
        {
            machine.PowerOff();
        }

        Assert.Equal("W00", client.HearPayload());
    }
}
