using Introspect.Hypervisor.Scheduling;
using Introspect.Inspection;
using Introspect.Machine;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Hypervisor.Tests;

/// <summary>Machines that share pCPUs, and what they notice of each other: nothing.</summary>
public sealed class NeighboursTests
{
    private const int Neighbours = 7;

    /// <summary>Stirs a word of memory a million times, and switches the machine off.</summary>
    private static readonly uint[] s_stirring =
    [
        0xE3A0_5101,   // 00 mov r5, #0x40000000
        0xE3A0_6601,   // 04 mov r6, #0x100000
        0xE595_4000,   // 08 ldr r4, [r5]
        0xE084_4006,   // 0c add r4, r4, r6
        0xE024_4264,   // 10 eor r4, r4, r4, ror #4
        0xE585_4000,   // 14 str r4, [r5]
        0xE256_6001,   // 18 subs r6, r6, #1
        0x1AFF_FFF9,   // 1c bne 08
        .. TestGuests.SwitchingOff,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_guest_does_beside_seven_others_what_it_does_alone(int count)
    {
        using GuestMachine alone = TestMachine.CreateGuest(s_stirring);
        while (alone.Turn().End != TurnEnd.Ended)
        {
            // Until it has switched itself off.
        }

        using var pcpus = new Pcpus(count);
        var options = new LiveMachineOptions { SkipsIdleTime = true, Pcpus = pcpus };
        TestMachine[] others =
        [
            .. Enumerable.Range(0, Neighbours).Select(i => new TestMachine(
                (i % 3) switch { 0 => TestGuests.Counting, 1 => TestGuests.StirringTogether(TestGuests.Yield), _ => TestGuests.SleepingBesideTimer }, vcpus: 2, options)),
        ];
        using var machine = new TestMachine(s_stirring, options: options);
        Array.ForEach(others, static other => other.Resume());
        Assert.Equal(StopReason.GuestExit, machine.ResumeUntilStop().Reason);
        Assert.Equal(new StateHash(alone).Sample(), new StateHash(machine.Guest).Sample());
        Array.ForEach(others, static other => other.Dispose());
    }

    [Fact]
    public void The_ledger_of_real_machines_has_a_place_for_all_time()
    {
        using var pcpus = new Pcpus(2);
        var options = new LiveMachineOptions { Pcpus = pcpus };
        using TestMachine busy = new(TestGuests.Counting, options: options), lazy = new(TestGuests.SleepingBesideTimer, options: options);
        busy.Resume();
        lazy.Resume();
        Assert.True(SpinWait.SpinUntil(() => lazy.Live.GuestTimeNs > 100_000_000, TimeSpan.FromSeconds(60)));
        Ledger ledger = pcpus.ReadLedger();
        Assert.All(ledger.Pcpus, pcpu => Assert.InRange(pcpu.Total / ledger.Elapsed, 0.99, 1.01));
        Assert.True(TimeOf(busy).Guest > 20 * TimeOf(lazy).Total);

        MachineTime TimeOf(TestMachine machine) => ledger.Pcpus
            .Select(pcpu => pcpu.Machines[machine == busy ? 0 : 1])
            .Aggregate(static (one, other) => new MachineTime(one.Machine, one.Guest + other.Guest, one.Device + other.Device, one.Monitor + other.Monitor));
    }

    [Fact]
    public void Somebody_who_holds_a_machine_does_not_hold_its_neighbour()
    {
        using var pcpus = new Pcpus(1);
        var options = new LiveMachineOptions { Pcpus = pcpus };
        using TestMachine held = new(TestGuests.Counting, options: options), free = new(TestGuests.Counting, options: options);
        held.Resume();
        free.Resume();
        using MachineHold hold = held.Live.Hold();
        ulong instructions = held.Live.InstructionCount;
        free.WaitForProgress();
        free.WaitForProgress();
        Assert.Equal(instructions, held.Live.InstructionCount);
    }

    [Fact]
    public void A_fault_of_the_monitor_ends_the_machine_that_it_comes_from_and_no_other()
    {
        using var pcpus = new Pcpus(1);
        var options = new LiveMachineOptions { Pcpus = pcpus };
        using TestMachine faulty = new(TestGuests.Counting, options: options), other = new(TestGuests.Counting, options: options);
        faulty.Resume();
        other.Resume();
        faulty.Guest.Inputs.Post(static () => throw new InvalidOperationException("a device broke"));
        StopEvent stop = faulty.NextStop();
        Assert.Equal((StopReason.Crash, MachineState.Ended), (stop.Reason, faulty.Live.State));
        Assert.Contains("a device broke", stop.Text, StringComparison.Ordinal);
        other.WaitForProgress();
        other.WaitForProgress();
    }

    [Fact]
    public void A_sleeping_guest_wakes_close_to_its_time()
    {
        using var machine = new TestMachine(TestGuests.SleepingBesideTimer, options: new LiveMachineOptions());
        machine.Resume();
        Assert.True(SpinWait.SpinUntil(() => machine.Live.GuestTimeNs > 1_000_000, TimeSpan.FromSeconds(60)));
        ulong before = machine.Live.InstructionCount;
        Assert.True(SpinWait.SpinUntil(() => machine.Live.GuestTimeNs > 300_000_000, TimeSpan.FromSeconds(60)));
        Assert.InRange(machine.Live.InstructionCount, before, before + 100);
    }
}
