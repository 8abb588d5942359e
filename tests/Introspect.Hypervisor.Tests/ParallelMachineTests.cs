using Introspect.Inspection;

namespace Introspect.Hypervisor.Tests;

/// <summary>The same contract where the vCPUs run at once.</summary>
public sealed class ParallelMachineTests
{
    private static readonly ResumeAction s_stay = new(ResumeKind.Stay), s_step = new(ResumeKind.Step);

    [Fact]
    public void A_hold_finds_all_vCPUs_between_two_instructions()
    {
        using var machine = new TestMachine(TestGuests.Counting, isParallel: true);
        machine.Resume();
        for (int i = 0; i < 20; i++)
        {
            machine.WaitForProgress();
            using (machine.Live.Hold())
            {
                ulong pc = machine.Read("pc");
                ulong r0 = machine.Read("r0"), r3 = machine.Read("r3");
                Assert.InRange(pc, TestGuests.Loop, TestGuests.Start + 0x10);
                Assert.Equal(r0 - (pc == TestGuests.Loop + 4 ? 1u : 0), r3 / 2);
            }
        }
    }

    [Fact]
    public void Runs_stops_breakpoints_and_steps_alternate()
    {
        using var machine = new TestMachine(TestGuests.Counting, vcpus: 2, isParallel: true);
        machine.Resume();
        machine.WaitForProgress();
        Assert.Equal(StopReason.Interrupt, machine.Stop().Reason);
        machine.Insert(TestGuests.Loop);
        Assert.Equal((StopReason.Breakpoint, TestGuests.Loop), (machine.ResumeUntilStop().Reason, (uint)machine.Read("pc")));
        ulong r0 = machine.Read("r0");
        Assert.Equal(StopReason.StepDone, machine.ResumeUntilStop(s_step).Reason);
        Assert.Equal((r0 + 1, TestGuests.Loop + 4), (machine.Read("r0"), (uint)machine.Read("pc")));
        machine.Remove(TestGuests.Loop);
        Assert.True(machine.Resume(new ResumeAction(ResumeKind.Run), s_stay));
        machine.WaitForProgress();
        Assert.Equal(StopReason.Interrupt, machine.Stop().Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_machine_whose_vCPUs_sleep_can_be_stopped_and_ended(bool skips)
    {
        using var machine = new TestMachine(
            TestGuests.Sleeping, vcpus: 2, options: new LiveMachineOptions { SkipsIdleTime = skips }, isParallel: true);
        machine.Resume();
        machine.WaitForProgress();
        Assert.Equal(StopReason.Interrupt, machine.Stop().Reason);
        machine.Resume();
    }

    [Fact]
    public void A_guest_that_switches_off_or_crashes_ends_the_run()
    {
        using var off = new TestMachine(TestGuests.SwitchingOff, vcpus: 4, isParallel: true);
        Assert.Equal(StopReason.GuestExit, off.ResumeUntilStop().Reason);
        using var crash = new TestMachine(TestGuests.Crashing, vcpus: 4, isParallel: true);
        Assert.Equal(StopReason.Crash, crash.ResumeUntilStop().Reason);
    }
}
