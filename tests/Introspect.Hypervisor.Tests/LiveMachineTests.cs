using Introspect.Inspection;

namespace Introspect.Hypervisor.Tests;

public sealed class LiveMachineTests
{
    private const ulong IrqVector = 0x18;

    private static readonly ResumeAction s_stay = new(ResumeKind.Stay), s_step = new(ResumeKind.Step);

    [Fact]
    public void A_machine_stands_still_until_it_is_resumed()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        Assert.Equal((MachineState.Stopped, StopReason.NotStarted), (machine.Live.State, machine.Live.LastStop.Reason));
        Assert.Equal(TestGuests.Start, machine.Read("pc"));
        Assert.Equal(0UL, machine.Live.InstructionCount);
        Assert.False(machine.Resume(s_stay));
        Assert.True(machine.Resume());
        Assert.False(machine.Resume());
        Assert.Equal((MachineState.Running, 1), (machine.Live.State, machine.Resumes));
    }

    [Fact]
    public void A_hold_finds_a_running_machine_between_two_instructions_and_is_no_stop()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.Resume();
        for (int i = 0; i < 20; i++)
        {
            machine.WaitForProgress();
            using (machine.Live.Hold())
            {
                ulong instructions = machine.Live.InstructionCount;
                ulong pc = machine.Read("pc");
                ulong r0 = machine.Read("r0"), r3 = machine.Read("r3");
                Assert.InRange(pc, TestGuests.Loop, TestGuests.Start + 0x10);
                Assert.Equal(r0 - (pc == TestGuests.Loop + 4 ? 1u : 0), r3 / 2);
                Assert.Equal(1 + ((r0 - (pc == TestGuests.Loop ? 0u : 1)) * 4) + ((pc - TestGuests.Loop) / 4), instructions);
                Assert.Equal(instructions, machine.Live.GuestTimeNs);
            }
        }

        Assert.Equal((MachineState.Running, StopReason.NotStarted), (machine.Live.State, machine.Live.LastStop.Reason));
    }

    [Fact]
    public void An_interrupt_stops_one_run_and_no_later_one()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.Live.Interrupt();
        machine.Resume();
        machine.WaitForProgress();
        Assert.Equal(StopReason.Interrupt, machine.Stop().Reason);
        Assert.Equal(MachineState.Stopped, machine.Live.State);
        machine.Live.Interrupt();
        Assert.Equal(StopReason.StepDone, machine.ResumeUntilStop(s_step).Reason);
    }

    [Fact]
    public void A_breakpoint_stops_before_its_instruction_each_time_it_is_reached()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.Insert(TestGuests.Loop + 4);
        for (uint i = 1; i <= 5; i++)
        {
            StopEvent stop = machine.ResumeUntilStop();
            Assert.Equal(new StopEvent(StopReason.Breakpoint, 0) { Address = TestGuests.Loop + 4 }, stop);
            Assert.Equal((TestGuests.Loop + 4UL, (ulong)i, 2UL * (i - 1)), (machine.Read("pc"), machine.Read("r0"), machine.Read("r3")));
        }
    }

    [Fact]
    public void A_breakpoint_inserted_into_code_that_runs_is_met()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.Resume();
        machine.WaitForProgress();
        machine.Insert(TestGuests.Loop + 8);
        Assert.Equal(TestGuests.Loop + 8, machine.NextStop().Address);
    }

    [Fact]
    public void A_breakpoint_of_another_vcpu_stops_nobody()
    {
        using var machine = new TestMachine(TestGuests.Counting, vcpus: 2);
        machine.Insert(TestGuests.Loop, vcpu: 1);
        machine.Resume();
        machine.WaitForProgress();
        machine.WaitForProgress();
        Assert.Equal(StopReason.Interrupt, machine.Stop().Reason);
        Assert.True(machine.Read("r0") > 1);
    }

    [Fact]
    public void Equal_breakpoints_are_counted()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.Insert(TestGuests.Loop);
        machine.Insert(TestGuests.Loop);
        machine.Insert(TestGuests.Loop, vcpu: 0);
        machine.Remove(TestGuests.Loop);
        Assert.Equal(StopReason.Breakpoint, machine.ResumeUntilStop().Reason);
        machine.Remove(TestGuests.Loop);
        Assert.Equal(StopReason.Breakpoint, machine.ResumeUntilStop().Reason);
        machine.Remove(TestGuests.Loop, vcpu: 0);
        machine.Resume();
        machine.WaitForProgress();
        Assert.Equal(StopReason.Interrupt, machine.Stop().Reason);
    }

    [Fact]
    public void A_step_passes_a_breakpoint_that_was_told_of_and_meets_any_other()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.Insert(TestGuests.Loop);
        Assert.Equal(StopReason.StepDone, machine.ResumeUntilStop(s_step).Reason);   // in front of it: told of by this stop
        Assert.Equal(StopReason.StepDone, machine.ResumeUntilStop(s_step).Reason);
        Assert.Equal(TestGuests.Loop + 4UL, machine.Read("pc"));

        Assert.True(machine.TryWrite("pc", TestGuests.Loop));
        Assert.Equal(StopReason.Breakpoint, machine.ResumeUntilStop(s_step).Reason);
        Assert.Equal((1UL, (ulong)TestGuests.Loop), (machine.Read("r0"), machine.Read("pc")));
        Assert.Equal(StopReason.StepDone, machine.ResumeUntilStop(s_step).Reason);
        Assert.Equal(2UL, machine.Read("r0"));
    }

    [Fact]
    public void A_step_through_a_range_ends_outside_it_or_at_a_breakpoint()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        var range = new ResumeAction(ResumeKind.StepRange, TestGuests.Start, TestGuests.Start + 0x0C);
        Assert.Equal(StopReason.StepDone, machine.ResumeUntilStop(range).Reason);
        Assert.Equal(TestGuests.Start + 0x0CUL, machine.Read("pc"));

        machine.Insert(TestGuests.Loop + 4);
        Assert.Equal(StopReason.Breakpoint, machine.ResumeUntilStop(range with { End = TestGuests.Start + 0x14 }).Reason);

        machine.Remove(TestGuests.Loop + 4);
        machine.Resume(range with { End = TestGuests.Start + 0x14 });
        machine.WaitForProgress();
        Assert.Equal(StopReason.Interrupt, machine.Stop().Reason);
    }

    [Fact]
    public void A_step_holds_an_interrupt_back_or_ends_at_its_vector()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.ResumeUntilStop(s_step);
        RaiseInterrupt(machine);
        Assert.Equal(StopReason.StepDone, machine.ResumeUntilStop(s_step with { HoldInterrupts = true }).Reason);
        Assert.Equal((TestGuests.Loop + 4UL, 2UL), (machine.Read("pc"), machine.Live.InstructionCount));
        Assert.Equal(StopReason.StepDone, machine.ResumeUntilStop(s_step).Reason);
        Assert.Equal((IrqVector, 2UL), (machine.Read("pc"), machine.Live.InstructionCount));
        Assert.Equal(TestGuests.Loop + 8UL, machine.Read("lr_irq"));
    }

    [Fact]
    public void A_breakpoint_at_a_vector_is_met_by_the_interrupt_that_comes_before_a_passed_one()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.Insert(TestGuests.Loop);
        machine.Insert((uint)IrqVector);
        Assert.Equal(TestGuests.Loop, machine.ResumeUntilStop().Address);
        RaiseInterrupt(machine);
        Assert.Equal((StopReason.Breakpoint, (uint)IrqVector), (machine.ResumeUntilStop().Reason, machine.Live.LastStop.Address));
    }

    [Fact]
    public void A_vcpu_that_sleeps_or_is_off_ends_its_step_at_once()
    {
        using var machine = new TestMachine(TestGuests.Sleeping, vcpus: 2);
        Assert.Equal(StopReason.StepDone, machine.ResumeUntilStop(s_step, s_stay).Reason);   // WFI itself counts as executed
        Assert.Equal((1UL, TestGuests.Start + 4UL), (machine.Live.InstructionCount, machine.Read("pc")));
        Assert.Equal(new StopEvent(StopReason.StepDone, 0), machine.ResumeUntilStop(s_step, s_stay));
        Assert.Equal(new StopEvent(StopReason.StepDone, 1), machine.ResumeUntilStop(s_stay, s_step));
        Assert.Equal(1UL, machine.Live.InstructionCount);
        using MachineHold hold = machine.Live.Hold();
        Assert.Equal([VcpuActivity.Sleeping, VcpuActivity.Off], machine.Live.Vcpus.Select(static vcpu => vcpu.Activity));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_machine_that_sleeps_is_held_interrupted_and_woken(bool skips)
    {
        using var machine = new TestMachine(TestGuests.Sleeping, options: new LiveMachineOptions { SkipsIdleTime = skips });
        machine.Resume();
        machine.WaitForProgress();
        using (machine.Live.Hold())
        {
            Assert.Equal(VcpuActivity.Sleeping, machine.Live.Vcpus[0].Activity);
        }

        using var entered = new ManualResetEventSlim();
        machine.Guest.Inputs.Post(entered.Set);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal(StopReason.Interrupt, machine.Stop().Reason);
        Assert.Equal(1UL, machine.Live.InstructionCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Guest_time_goes_on_to_the_next_event_while_all_sleep(bool skips)
    {
        const ulong TimerNs = (1 << 24) * 16UL;
        using var machine = new TestMachine(TestGuests.SleepingBesideTimer, options: new LiveMachineOptions { SkipsIdleTime = skips });
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        machine.Resume();
        Assert.True(SpinWait.SpinUntil(() => machine.Live.GuestTimeNs >= TimerNs, TimeSpan.FromSeconds(60)));
        if (!skips)
        {
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalNanoseconds > TimerNs * 0.9);
        }
    }

    [Fact]
    public void A_guest_that_switches_off_ends_the_run_and_a_reset_starts_it_again()
    {
        using var machine = new TestMachine(TestGuests.SwitchingOff);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(new StopEvent(StopReason.GuestExit, 0), machine.ResumeUntilStop());
            Assert.Equal(MachineState.Ended, machine.Live.State);
            Assert.False(machine.Resume());
            using MachineHold hold = machine.Live.Hold();
            machine.Live.Reset();
        }
    }

    [Fact]
    public void A_guest_that_resets_starts_again_unless_that_ends_the_run()
    {
        using var again = new TestMachine(TestGuests.Resetting);
        again.Resume();
        again.WaitForProgress();
        again.WaitForProgress();
        Assert.Equal(StopReason.Interrupt, again.Stop().Reason);

        using var once = new TestMachine(TestGuests.Resetting, options: new LiveMachineOptions { StopsOnReset = true });
        Assert.Equal(StopReason.GuestExit, once.ResumeUntilStop().Reason);
    }

    [Fact]
    public void A_guest_that_cannot_go_on_has_crashed()
    {
        using var machine = new TestMachine(TestGuests.Crashing);
        StopEvent stop = machine.ResumeUntilStop();
        Assert.Equal((StopReason.Crash, MachineState.Ended), (stop.Reason, machine.Live.State));
        Assert.Contains("0x2000000C", stop.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Power_off_ends_a_run_at_once()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.Resume();
        using (machine.Live.Hold())
        {
            machine.Live.PowerOff();
        }

        Assert.Equal(new StopEvent(StopReason.GuestExit, 0), machine.NextStop());
        Assert.Equal(MachineState.Ended, machine.Live.State);
    }

    [Fact]
    public void Two_machines_in_one_process_know_nothing_of_each_other()
    {
        using var first = new TestMachine(TestGuests.Counting);
        using var second = new TestMachine(TestGuests.Counting);
        first.Resume();
        second.Resume();
        first.WaitForProgress();
        second.WaitForProgress();
        Assert.Equal(StopReason.Interrupt, first.Stop().Reason);
        second.WaitForProgress();
        Assert.Equal((MachineState.Stopped, MachineState.Running), (first.Live.State, second.Live.State));
    }

    [Fact]
    public void A_client_that_left_hears_nothing_more()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        var other = new Deaf();
        using (machine.Live.Hold())
        {
            machine.Live.Subscribe(other).Dispose();
        }

        machine.ResumeUntilStop(s_step);
        Assert.Equal(0, other.Calls);
    }

    [Fact]
    public void Exits_are_counted_by_reason()
    {
        using var machine = new TestMachine(TestGuests.SleepingBesideTimer);
        machine.Insert(TestGuests.Start + 4);
        machine.ResumeUntilStop();
        machine.Resume();
        Assert.True(SpinWait.SpinUntil(() => machine.Live.InstructionCount == 5, TimeSpan.FromSeconds(60)));
        using MachineHold hold = machine.Live.Hold();
        Dictionary<string, ulong> counts = machine.Live.CountExits().Exits.ToDictionary(static e => e.Reason, static e => e.Count);
        Assert.Equal((2UL, 1UL, 0UL), (counts["cp15"], counts["wfi"], counts["svc"]));
        Assert.True(counts["breakpoint"] >= 1);
    }

    private static void RaiseInterrupt(TestMachine machine)
    {
        using MachineHold hold = machine.Live.Hold();
        Assert.True(machine.TryWrite("cpsr", 0x153));   // IRQ unmasked
        machine.Guest.Vcpus[0].Irq.Set(raised: true);
    }

    private sealed class Deaf : IMachineListener
    {
        public int Calls { get; private set; }

        public void Stopped(StopEvent stop) => Calls++;

        public void Resumed() => Calls++;
    }
}
