using Introspect.Inspection;
using Introspect.TestKit.Inspection;

namespace Introspect.Gdb.Tests.Packets;

public sealed class RunPacketsTests
{
    private const string AtLoop = "0b:20000040;0d:00008040;0e:00000000;0f:00000040;19:d3010000;";

    public static TheoryData<string> Malformed =>
        ["vCont", "vCont;", "vCont;x", "vCont;C", "vCont;r", "vCont;r40000000", "vCont;r40000000,", "vCont;s:", "vCont;s:z", "vCont;c:1z", "vCont;s:1;", "c4zz", "sz"];

    [Fact]
    public void The_first_question_says_why_it_stands_still_and_shows_registers()
    {
        using var client = new Conversation();
        Assert.Equal("T05thread:1;07:08000000;" + AtLoop, client.Ask("?"));
        Assert.Equal("vCont;c;C;s;S;t;r", client.Ask("vCont?"));
    }

    [Theory]
    [InlineData("vCont;s:1;c", "1", "04000040")]
    [InlineData("vCont;S05:p1.2;c", "2", "04000040")]
    [InlineData("vCont;s:2", "2", "04000040")]
    [InlineData("vCont;s", "1", "04000040")]
    [InlineData("s", "1", "04000040")]
    [InlineData("S05", "1", "04000040")]
    [InlineData("s40000010", "1", "14000040")]
    [InlineData("S05;40000010", "1", "14000040")]
    [InlineData("vCont;r40000000,40000010:1", "1", "10000040")]
    [InlineData("vCont;r50000000,50000010:1", "1", "04000040")]
    public void A_step_moves_the_vcpu_that_was_named(string request, string thread, string pc)
    {
        using var client = new Conversation();
        string reply = client.Ask(request);
        Assert.StartsWith($"T05thread:{thread};", reply, StringComparison.Ordinal);
        Assert.Contains($"0f:{pc};", reply, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vcpu_without_an_action_does_not_move()
    {
        using var client = new Conversation();
        client.Ask("vCont;s:2");
        using MachineHold hold = client.Machine.Hold();
        Assert.Equal(FakeMachine.Loop, client.Machine.Vcpus[0].ProgramCounter);
        Assert.Equal(FakeMachine.Loop + 4, client.Machine.Vcpus[1].ProgramCounter);
    }

    [Fact]
    public void The_old_step_moves_the_control_thread()
    {
        using var client = new Conversation();
        Assert.Equal("OK", client.Ask("Hc2"));
        Assert.StartsWith("T05thread:2;", client.Ask("s"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Malformed))]
    public void Nothing_moves_at_a_malformed_request(string request)
    {
        using var client = new Conversation();
        Assert.Equal("E16", client.Ask(request));
        Assert.Equal(0u, client.Machine.InstructionCount);
        Assert.Equal("E02", client.Ask("T9"));
    }

    [Fact]
    public void An_unknown_thread_cannot_be_stepped()
    {
        using var client = new Conversation();
        Assert.Equal("E16", client.Ask("vCont;s:7"));
    }

    [Theory]
    [InlineData("vCont;c")]
    [InlineData("c")]
    [InlineData("C05")]
    public void Ctrl_C_stops_a_running_machine_with_one_reply(string request)
    {
        using var client = new Conversation();
        client.Send(request);
        client.Say("\u0003");
        Assert.StartsWith("T02thread:1;", client.HearPayload(), StringComparison.Ordinal);
        client.Say("\u0003");   // it stands still: nothing to do
        Assert.Equal("QC1", client.Ask("qC"));
    }

    [Fact]
    public void A_question_to_a_running_machine_stops_it_first()
    {
        using var client = new Conversation();
        client.Send("c");
        Assert.StartsWith("T02", client.Ask("?"), StringComparison.Ordinal);
        Assert.Equal(MachineState.Stopped, client.Machine.State);
    }

    [Fact]
    public void The_end_of_the_guest_is_told_with_its_exit_code_and_nothing_runs_after_it()
    {
        using var client = new Conversation();
        client.Poke(FakeMachine.Loop, FakeVcpu.Exit);
        client.Ask("P0=2a000000");
        Assert.Equal("W2a", client.Ask("vCont;c"));
        Assert.Equal("W2a", client.Ask("vCont;s:1"));
        Assert.Equal("W2a", client.Ask("?"));
        Assert.Equal("f000f0e7", client.Ask("m40000000,4"));
    }

    [Fact]
    public void A_crash_is_explained_on_the_console_and_stops_with_abort()
    {
        using var client = new Conversation();
        client.Poke(FakeMachine.Loop, 0xFFFF_FFFF);
        client.Send("vCont;c");
        string text = client.Hear();
        Assert.StartsWith("$O5468652066616b65", text, StringComparison.Ordinal);   // "The fake"
        Assert.Contains("$T06thread:1;", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_guests_own_breakpoint_is_a_plain_trap()
    {
        using var client = new Conversation();
        client.Poke(FakeMachine.Loop + 4, FakeVcpu.Bkpt);
        Assert.StartsWith("T05thread:1;", client.Ask("vCont;c"), StringComparison.Ordinal);
    }

    [Fact]
    public void Detach_and_kill_let_go()
    {
        using var client = new Conversation();
        client.Ask("Z0,40000010,4");
        Assert.Equal("OK", client.Ask("D;1"));
        Assert.Equal(0, client.Machine.Breakpoints);
        client.Send("k");
        Assert.True(client.IsClosed);
        Assert.Equal(MachineState.Ended, client.Machine.State);
    }

    [Fact]
    public void A_named_kill_ends_the_machine_and_says_so()
    {
        using var client = new Conversation();
        Assert.Equal("OK", client.Ask("vKill;1"));
        Assert.Equal(MachineState.Ended, client.Machine.State);
        Assert.Equal("W00", client.Ask("?"));
    }

    [Fact]
    public void Interrupts_wait_while_stepping_unless_the_client_wants_them()
    {
        using var client = new Conversation();
        Assert.Equal("ENABLE=1,NOIRQ=2,NOTIMER=4", client.Ask("qqemu.sstepbits"));
        Assert.Equal("0x7", client.Ask("qqemu.sstep"));
        Assert.Equal("OK", client.Ask("Qqemu.sstep=0x1"));
        Assert.Equal("0x1", client.Ask("qqemu.sstep"));
        Assert.False(client.Session.StepsHoldInterrupts);
        Assert.Equal("E16", client.Ask("Qqemu.sstep=0x"));
    }
}
