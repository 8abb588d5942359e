using System.Buffers.Binary;
using Introspect.Inspection;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Hypervisor.Tests;

/// <summary>Whatever clients do to look at a guest, it does what it does alone.</summary>
public sealed class LiveMachineDeterminismTests
{
    private const int Vcpus = 2;

    [Theory]
    [InlineData(TestGuests.Nop)]
    [InlineData(TestGuests.Yield)]
    public void Holds_stops_steps_and_breakpoints_change_nothing(uint inLoop)
    {
        uint[] guest = TestGuests.StirringTogether(inLoop);
        using var machine = new TestMachine(guest, Vcpus);
        var random = new Random(20260101);
        machine.ResumeUntilStop(new ResumeAction(ResumeKind.Step));
        for (int round = 0; round < 60; round++)
        {
            Disturb(machine, random.Next(5), random.Next(Vcpus));
        }

        ulong instructions = machine.Live.InstructionCount;
        Assert.True(instructions > (inLoop == TestGuests.Nop ? 3 * GuestMachine.TurnInstructions : 1000));
        using GuestMachine alone = TestMachine.CreateGuest(guest, Vcpus);
        while (alone.Instructions < instructions)
        {
            alone.Turn(instructions - alone.Instructions);
        }

        Assert.Equal(Look(alone), Look(machine));
    }

    private static void Disturb(TestMachine machine, int kind, int vcpu)
    {
        uint place = TestGuests.Start + 0x2C;
        switch (kind)
        {
            case 0:
                machine.Resume();
                machine.WaitForProgress();
                machine.WaitForProgress();
                machine.Stop();
                break;
            case 1:
                machine.ResumeUntilStop([.. Enumerable.Range(0, Vcpus).Select(i => new ResumeAction(i == vcpu ? ResumeKind.Step : ResumeKind.Run))]);
                break;
            case 2:
                machine.Insert(place);
                machine.ResumeUntilStop();
                machine.ResumeUntilStop();
                machine.Remove(place);
                break;
            case 3:
                machine.Insert(place, vcpu: 7);   // met by everybody, stops nobody
                machine.Resume();
                machine.WaitForProgress();
                machine.Stop();
                machine.Remove(place, vcpu: 7);
                break;
            default:
                machine.Resume();
                for (int i = 0; i < 10; i++)
                {
                    machine.WaitForProgress();
                    using MachineHold hold = machine.Live.Hold();
                }

                machine.Stop();
                break;
        }
    }

    private static string Look(GuestMachine machine)
    {
        Span<byte> word = stackalloc byte[4];
        Assert.True(machine.Bus.TryRead(TestGuests.RamBase, word));
        return Describe(word, machine.Clock.NowNs, machine.Vcpus.Select(static vcpu => (vcpu.Pc, vcpu.Registers[4], vcpu.Registers[6])));
    }

    private static string Look(TestMachine machine)
    {
        using MachineHold hold = machine.Live.Hold();
        Span<byte> word = stackalloc byte[4];
        Assert.Equal(4, machine.Live.ReadPhysical(TestGuests.RamBase, word));
        return Describe(word, machine.Live.GuestTimeNs, Enumerable.Range(0, Vcpus).Select(i =>
            ((uint)machine.Read("pc", i), (uint)machine.Read("r4", i), (uint)machine.Read("r6", i))));
    }

    private static string Describe(ReadOnlySpan<byte> word, ulong time, IEnumerable<(uint Pc, uint R4, uint R6)> vcpus) =>
        $"{BinaryPrimitives.ReadUInt32LittleEndian(word):X8} at {time}: " +
        string.Join(", ", vcpus.Select(static v => $"pc {v.Pc:X8} r4 {v.R4:X8} r6 {v.R6}"));
}
