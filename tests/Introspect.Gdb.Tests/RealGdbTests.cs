using Introspect.TestKit;
using Introspect.TestKit.Inspection;

namespace Introspect.Gdb.Tests;

/// <summary>The debugger itself, in batch mode, against the fake.</summary>
public sealed class RealGdbTests
{
    [Fact]
    public async Task Gdb_attaches_looks_steps_breaks_watches_and_detaches()
    {
        string output = await Gdb(
            "info threads",
            "info registers r12 sp pc cpsr",
            "x/2i $pc",
            "x/xw 0x40000004",
            "stepi",
            "p/x $pc",
            "break *0x4000000c",
            "continue",
            "p $r0",
            "continue",
            "p $r0",
            "delete",
            "watch *(int*)0x40100000",
            "continue",
            "delete",
            "set var $r0 = 100",
            "p $r0",
            "set var *(int*)0x40001000 = 0x12345678",
            "x/xw 0x40001000",
            "p/x $MIDR",
            "p $SCTLR",
            "set var $SCTLR = 5",
            "p $SCTLR",
            "p $d0",
            "thread 2",
            "p/x $pc",
            "monitor exits",
            "x/xw 0x10",
            "info mem",
            "detach");
        string[] expected =
        [
            "Thread 1 \"cpu0\" (cortex-a15) 0x40000000", "Thread 2 \"cpu1\" (cortex-a15) 0x40000000",
            "r12            0x52535042", "pc             0x40000000", "cpsr           0x1d3",
            "add\tr0, r0, #1", "str\tr0, [r9]",
            "0x40000004:\t0xe5890000",
            "$1 = 0x40000004",
            "Thread 1 \"cpu0\" hit Breakpoint 1, 0x4000000c", "$2 = 1", "Thread 2 \"cpu1\" hit Breakpoint 1, 0x4000000c", "$3 = 1",
            "Thread 1 \"cpu0\" hit Hardware watchpoint 2", "Old value = 1", "New value = 2",
            "$4 = 100", "0x40001000:\t0x12345678",
            "$5 = 0x412fc0f1", "$6 = [ ]", "$7 = [ M C ]", "$8 = 0",
            "[Switching to thread 2",
            "mmio                             3",
            "Cannot access memory at address 0x10",
            "0x40000000",
            "detached",
        ];
        foreach (string line in expected)
        {
            Assert.True(output.Contains(line, StringComparison.Ordinal), $"No '{line}' in:\n{output}");
        }

        string warnings = output.Replace("warning: No executable has been specified", "", StringComparison.Ordinal);
        Assert.DoesNotContain("warning", warnings, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("protocol error", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Gdb_hears_of_the_guests_end_with_its_code()
    {
        string output = await Gdb("set var *(unsigned*)0x40000010 = 0xe7f000f0", "set var $r0 = 6", "set scheduler-locking on", "continue", "info program");
        Assert.Contains("exited with code 07", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gdb_ends_a_long_run_with_an_interrupt()
    {
        string output = await Gdb(
            "python import threading, os, signal; threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()", "continue");
        Assert.Contains("SIGINT", output, StringComparison.Ordinal);
    }

    private static async Task<string> Gdb(params string[] commands)
    {
        string gdb = Tools.Require("gdb-multiarch", package: "gdb-multiarch");
        using var machine = new FakeMachine();
        using GdbServer server = GdbServer.Start(machine, new GdbServerOptions());
        HostProcessResult result = await HostProcess.RunAsync(
            gdb,
            ["-nx", "-nh", "-batch", "-ex", $"target remote {server.EndPoint}", .. commands.SelectMany(static c => (string[])["-ex", c])],
            TimeSpan.FromSeconds(60),
            cancellationToken: TestContext.Current.CancellationToken);
        return result.Output + result.Error;
    }
}
