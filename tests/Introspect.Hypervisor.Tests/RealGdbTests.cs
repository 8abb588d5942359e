using Introspect.Gdb;
using Introspect.Inspection;
using Introspect.TestKit;

namespace Introspect.Hypervisor.Tests;

/// <summary>The debugger itself, in batch mode, against a machine that runs.</summary>
public sealed class RealGdbTests
{
    [Fact]
    public async Task Gdb_attaches_breaks_steps_looks_and_detaches_from_a_running_machine()
    {
        string gdb = Tools.Require("gdb-multiarch", package: "gdb-multiarch");
        using var machine = new TestMachine(TestGuests.Counting);
        using GdbServer server = GdbServer.Start(machine.Live, new GdbServerOptions());
        machine.Resume();
        machine.WaitForProgress();
        string[] commands =
        [
            $"target remote {server.EndPoint}",
            "break *0x40010008",
            "continue",
            "set $before = $r0",
            "stepi",
            "p/x $pc",
            "continue",
            "p $r0 - $before",
            "x/4i 0x40010004",
            "info registers",
            "p/x $MIDR",
            "set var $sp_irq = 0x1234",
            "p/x $sp_irq",
            "info mem",
            "delete",
            "detach",
        ];
        HostProcessResult result = await HostProcess.RunAsync(
            gdb,
            ["-nx", "-nh", "-batch", .. commands.SelectMany(static c => (string[])["-ex", c])],
            TimeSpan.FromSeconds(120),
            cancellationToken: TestContext.Current.CancellationToken);
        string output = result.Output + result.Error;
        string[] expected =
        [
            "Breakpoint 1, 0x40010008", "$1 = 0x4001000c", "$2 = 1",
            "add\tr0, r0, #1", "add\tr3, r3, #2", "eor\tr4, r0, r3", "b\t0x40010004",
            "pc             0x40010008", "cpsr           0x1d3", "$3 = 0x412fc0f1", "$4 = 0x1234", "detached",
        ];
        foreach (string line in expected)
        {
            Assert.True(output.Contains(line, StringComparison.Ordinal), $"No '{line}' in:\n{output}");
        }

        Assert.Equal(MachineState.Running, machine.Live.State);
        machine.WaitForProgress();
    }
}
