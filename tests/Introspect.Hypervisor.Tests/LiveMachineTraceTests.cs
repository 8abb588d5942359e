using Introspect.Inspection;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Hypervisor.Tests;

public sealed class LiveMachineTraceTests
{
    private const int Vcpus = 2;

    [Fact]
    public void Each_exit_that_the_machine_counts_is_in_the_trace()
    {
        using var machine = new TestMachine(TestGuests.StirringTogether(TestGuests.Nop), Vcpus);
        var trace = new Kept();
        using (machine.Live.Trace(trace, TraceCategories.All))
        {
            Run(machine, atLeast: 5 * GuestMachine.TurnInstructions);
        }

        using MachineHold hold = machine.Live.Hold();
        foreach (ExitCount exit in machine.Live.CountExits().Exits)
        {
            Assert.Equal(exit.Count, (ulong)trace.Records.Count(pair => TraceEvents.Find(pair.Record.Number)!.Name == $"exit/{exit.Reason}"));
        }

        Assert.NotEmpty(trace.Records);
        Assert.Equal(["vCPU 0", "vCPU 1", "pCPU 0"], trace.Origin!.Tracks);
    }

    [Fact]
    public void A_trace_changes_nothing_that_the_guest_does()
    {
        uint[] guest = TestGuests.StirringTogether(TestGuests.Yield);
        using var machine = new TestMachine(guest, Vcpus);
        using (machine.Live.Trace(new Kept(), TraceCategories.All))
        {
            Run(machine, atLeast: 10_000);
        }

        ulong instructions = machine.Live.InstructionCount;
        using GuestMachine alone = TestMachine.CreateGuest(guest, Vcpus);
        while (alone.Instructions < instructions)
        {
            alone.Turn(instructions - alone.Instructions);
        }

        Assert.Equal(alone.Clock.NowNs, machine.Live.GuestTimeNs);
        Assert.Equal(
            alone.Vcpus.Select(static vcpu => (ulong)vcpu.Registers[4]),
            Enumerable.Range(0, Vcpus).Select(i => machine.Read("r4", i)));
    }

    [Fact]
    public void Worlds_follow_each_other_without_a_gap()
    {
        using var machine = new TestMachine(TestGuests.Sleeping);
        var trace = new Kept();
        using (machine.Live.Trace(trace, TraceCategories.Worlds))
        {
            machine.Resume();
            machine.WaitForProgress();
            machine.Stop();
            machine.ResumeUntilStop(new ResumeAction(ResumeKind.Step));
        }

        World world = World.Idle;
        foreach ((int track, TraceRecord record) in trace.Records)
        {
            Assert.Equal(1, track);
            WorldSwitched about = record.As<WorldSwitched>();
            Assert.Equal(world, about.From);
            Assert.NotEqual(about.From, about.To);
            Assert.Equal(about.To.VcpuIndex is not null || about.From.VcpuIndex is not null, about.Pc != 0);
            world = about.To;
        }

        Assert.Contains(trace.Records, static pair => pair.Record.As<WorldSwitched>().To == World.Vcpu(0));
        Assert.Contains(trace.Records, static pair =>
            pair.Record.Number == TraceEvents.NumberOf<WorldSwitched>((byte)WorldSwitchReason.AllWait));
        Assert.Equal(World.Idle, world);
    }

    [Fact]
    public void An_exit_names_the_instruction_in_the_midst_of_its_block()
    {
        using var machine = new TestMachine(TestGuests.StirringTogether(TestGuests.Nop));
        var trace = new Kept();
        using (machine.Live.Trace(trace, TraceCategories.Tlb))
        {
            Run(machine, atLeast: 1000);
        }

        // The only page of data: first it is read, then it is written. When much was executed, the same comes once more: the vCPU got a window.
        uint[] places = [.. trace.Records.Select(static pair => pair.Record.As<VcpuExit>())
            .Where(static exit => exit.Operand == TestGuests.RamBase).Select(static exit => exit.Pc).Distinct()];
        Assert.Equal([TestGuests.Start + 0x24, TestGuests.Start + 0x30], places);
    }

    [Fact]
    public void An_exception_tells_where_it_was_taken_and_why()
    {
        using var machine = new TestMachine(TestGuests.Crashing);
        var trace = new Kept();
        using (machine.Live.Trace(trace, TraceCategories.Exceptions))
        {
            Assert.Equal(StopReason.Crash, machine.ResumeUntilStop().Reason);
        }

        TraceRecord first = trace.Records[0].Record;
        Assert.Equal("exception/prefetch-abort", TraceEvents.Find(first.Number)!.Name);
        var taken = first.As<ExceptionTaken>();
        Assert.Equal((TestGuests.Start + 8, TestGuests.Start + 8, 2, 0x13), (taken.Pc, taken.Address, taken.Status, taken.Mode));
    }

    [Fact]
    public void A_store_of_the_guest_is_one_mark_in_the_trace()
    {
        using var machine = new TestMachine(TestGuests.Marking);
        var trace = new Kept();
        using (machine.Live.Trace(trace, TraceCategories.Marks))
        {
            Run(machine, atLeast: 1000);
        }

        (int track, TraceRecord record) = Assert.Single(trace.Records);
        Assert.Equal((0, "mark", new GuestMarked(TestGuests.Start + 0xC, 3, 7)), (track, TraceEvents.Find(record.Number)!.Name, record.As<GuestMarked>()));
    }

    [Fact]
    public void A_machine_that_is_gone_has_ended_its_traces()
    {
        var trace = new Kept();
        using (var machine = new TestMachine(TestGuests.Counting))
        {
            machine.Live.Trace(trace, TraceCategories.Default);
            machine.Resume();
            machine.WaitForProgress();
        }

        Assert.True(trace.HasEnded);
        Assert.NotEmpty(trace.Records);
    }

    private static void Run(TestMachine machine, ulong atLeast)
    {
        machine.Resume();
        Assert.True(SpinWait.SpinUntil(() => machine.Live.InstructionCount > atLeast, TimeSpan.FromSeconds(60)));
        machine.Stop();
    }

    private sealed class Kept : ITraceSink
    {
        public TraceOrigin? Origin { get; private set; }

        public List<(int Track, TraceRecord Record)> Records { get; } = [];

        public bool HasEnded { get; private set; }

        public void Begin(TraceOrigin origin) => Origin = origin;

        public void Accept(int track, ReadOnlySpan<TraceRecord> records, ulong dropped)
        {
            Assert.Equal(0ul, dropped);
            foreach (TraceRecord record in records)
            {
                Records.Add((track, record));
            }
        }

        public void Settle(long hostTicks)
        {
        }

        public void End() => HasEnded = true;
    }
}
