using Introspect.Inspection;
using Introspect.Machine.Boards;

namespace Introspect.Hypervisor.Tests;

public sealed class LiveMemoryTests
{
    private const uint Loop = 0xEAFF_FFFE;

    [Fact]
    public void Memory_is_read_while_the_guest_runs()
    {
        using var machine = new TestMachine([Loop]);
        Assert.True(machine.Resume());
        ulong before = machine.Live.InstructionCount;
        byte[] word = new byte[4];
        ulong kernel = FindKernel(machine.Live);
        Assert.True(SpinWait.SpinUntil(() => machine.Live.InstructionCount > before, TimeSpan.FromSeconds(60)));
        Assert.Equal(4, machine.Live.PeekPhysical(kernel, word));
        Assert.Equal(Loop, BitConverter.ToUInt32(word));
        Assert.Equal(MachineState.Running, machine.Live.State);
    }

    [Fact]
    public void A_read_ends_where_ram_ends_and_touches_no_device()
    {
        using var machine = new TestMachine([Loop]);
        Assert.Equal(16, machine.Live.PeekPhysical(VirtBoard.RamBase + (16 << 20) - 16, new byte[64]));
        Assert.Equal(0, machine.Live.PeekPhysical(0x0900_0000, new byte[4]));
        Assert.Equal(0, machine.Live.PeekPhysical(ulong.MaxValue, new byte[4]));
    }

    [Fact]
    public void What_was_never_touched_is_passed_over()
    {
        using var machine = new TestMachine([Loop]);
        const ulong Far = VirtBoard.RamBase + (12 << 20);
        using (machine.Live.Hold())
        {
            machine.Live.WritePhysical(Far, [1]);
        }

        Assert.Equal(Far, machine.Live.NextTouched(VirtBoard.RamBase + (10 << 20)));
        Assert.Equal(ulong.MaxValue, machine.Live.NextTouched(Far + 0x1000));
    }

    [Fact]
    public async Task Readers_of_a_machine_that_is_reset_and_disposed_of_read_nothing_in_the_end()
    {
        var machine = new TestMachine([Loop]);
        var started = new CountdownEvent(3);
        Task[] readers =
        [
            .. Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
            {
                byte[] page = new byte[0x1_0000];
                started.Signal();
                while (machine.Live.PeekPhysical(VirtBoard.RamBase, page) > 0)
                {
                    machine.Live.NextTouched(VirtBoard.RamBase);
                }
            })),
        ];
        started.Wait(TestContext.Current.CancellationToken);
        for (int i = 0; i < 50; i++)
        {
            using (machine.Live.Hold())
            {
                machine.Live.Reset();
            }
        }

        machine.Dispose();
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(0, machine.Live.PeekPhysical(VirtBoard.RamBase, new byte[4]));
        Assert.Equal(ulong.MaxValue, machine.Live.NextTouched(0));
    }

    private static ulong FindKernel(LiveMachine machine)
    {
        using (machine.Hold())
        {
            return machine.Vcpus[0].ProgramCounter;
        }
    }
}
