using Introspect.Inspection;
using Introspect.TestKit.Inspection;

namespace Introspect.Vmi.Tests;

public sealed class GuestViewTests
{
    private const int FirstPage = 0x1000;

    [Fact]
    public void A_machine_is_read_while_it_runs_and_runs_on()
    {
        using var machine = new FakeMachine();
        using (machine.Hold())
        {
            // Its own program stays in the first page.
            machine.WritePhysical(SyntheticLinux.RamBase + FirstPage, new SyntheticLinux().Ram.Span[FirstPage..]);
            machine.Resume([.. machine.Vcpus.Select(static _ => new ResumeAction(ResumeKind.Run))]);
        }

        ulong before = machine.InstructionCount;
        GuestView view = GuestView.Of(machine);
        Assert.Equal("Linux 6.1.0-test", view.Kernel);
        Assert.Equal(9, view.Read("ps", []).Rows.Length);
        Assert.Equal(2, view.Read("modules", []).Rows.Length);
        Assert.True(SpinWait.SpinUntil(() => machine.InstructionCount > before, TimeSpan.FromSeconds(60)));
        Assert.Equal(MachineState.Running, machine.State);
    }

    [Fact]
    public async Task Many_may_look_at_once()
    {
        GuestView view = GuestView.Of(new RawImage("synthetic", new SyntheticLinux().Ram, SyntheticLinux.RamBase));
        int[] rows = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => view.Read("ps", []).Rows.Length)));
        Assert.All(rows, static count => Assert.Equal(9, count));
    }
}
