using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Hypervisor.Tests;

/// <summary>A slice executes exactly the instructions it was given.</summary>
public sealed class SliceTests
{
    private const uint AddOne = 0xE280_0001, HintNop = 0xE320_F000, BranchToItself = 0xEAFF_FFFE;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_slice_may_end_in_front_of_a_hint(ulong instructions)
    {
        using GuestMachine machine = TestMachine.CreateGuest([AddOne, HintNop, HintNop, HintNop, AddOne, BranchToItself]);

        machine.Turn(instructions);

        Assert.Equal((instructions, TestGuests.Start + (4 * (uint)instructions)), (machine.Instructions, machine.Vcpus[0].Pc));
    }
}
