using System.Diagnostics;
using System.Text;
using Introspect.Core;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Machine.Loading;
using Introspect.Machine.Semihosting;
using Introspect.TestKit;

namespace Introspect.Machine.Tests.Parallel;

/// <summary>Machines whose vCPUs run at once. The guest (tests/guests/smp) checks itself on all of its cores.</summary>
public sealed class ParallelMachineTests
{
    private const string Good = """
        spinlock: ok
        ticket lock: ok
        stack: ok
        queue: ok
        store and load: ok
        patched code: ok
        shootdown: ok
        wake-up: ok

        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    public void Cores_lose_nothing(int vcpus, bool isParallel)
    {
        var console = new Output();
        using var folder = new TemporaryFolder();
        using Machine machine = Create(console, folder, vcpus, isParallel);
        RunToEnd(machine);
        Assert.Equal(Good, console.Text.ToString());
        Assert.Equal((EndKind.Exit, 0), (machine.End!.Kind, machine.End.ExitCode));
    }

    [Fact]
    public void A_turn_ends_when_somebody_asks_and_leaves_all_vCPUs_at_rest()
    {
        using var folder = new TemporaryFolder();
        using Machine machine = Create(new Output(), folder, vcpus: 4, isParallel: true, arguments: "1000000");
        for (int i = 0; i < 20; i++)
        {
            using var timer = new Timer(_ => machine.CutTurn(), null, dueTime: i, period: Timeout.Infinite);
            Assert.Equal(TurnEnd.Ran, machine.Turn().End);
            (ulong instructions, ulong time) = (machine.Instructions, machine.Clock.NowNs);
            Thread.Sleep(2);
            Assert.Equal((instructions, time), (machine.Instructions, machine.Clock.NowNs));
        }
    }

    [Fact]
    public void Code_that_is_dropped_in_a_turn_is_translated_again()
    {
        var console = new Output();
        using var folder = new TemporaryFolder();
        using Machine machine = Create(console, folder, vcpus: 4, isParallel: true);
        for (int i = 0; machine.End is null; i++)
        {
            // At an instant of a turn: other vCPUs are in translated code.
            machine.Inputs.Post(machine.Code.Clear);
            Step(machine);
        }

        Assert.Equal(Good, console.Text.ToString());
    }

    [Fact]
    public void A_reset_between_turns_starts_the_guest_again()
    {
        var console = new Output();
        using var folder = new TemporaryFolder();
        using Machine machine = Create(console, folder, vcpus: 4, isParallel: true);
        machine.Turn();
        machine.Reset();
        console.Text.Clear();
        RunToEnd(machine);
        Assert.Equal(Good, console.Text.ToString());
    }

    [Fact]
    public void The_interpreter_is_refused()
    {
        var options = new MachineOptions { Engine = Engine.Interpreter, IsParallel = true };
        IntrospectException refused = Assert.Throws<IntrospectException>(
            () => MachineFactory.Create("smp", options, new MachineSurroundings(new Output(), WallClockSeconds: 1, Seed: 1)));
        Assert.Contains("--parallel", refused.Message, StringComparison.Ordinal);
    }

    private static Machine Create(Output console, TemporaryFolder folder, int vcpus, bool isParallel, string? arguments = null) => MachineFactory.Create(
        "smp",
        new MachineOptions
        {
            Kernel = GuestFile.Load(Path.Combine(Repository.Root, "tests", "guests", "smp", "smp.elf"), "kernel"),
            VcpuCount = vcpus,
            Semihosting = true,
            Engine = Engine.Translator,
            IsParallel = isParallel,
            Arguments = arguments,
        },
        new MachineSurroundings(console, WallClockSeconds: 1, Seed: 1) { SemihostFiles = new HostDirectoryFiles(folder.Path) });

    private static void RunToEnd(Machine machine)
    {
        long start = Stopwatch.GetTimestamp();
        while (machine.End is null)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, "The guest hangs.");
            Step(machine);
        }
    }

    private static void Step(Machine machine)
    {
        if (machine.Turn().End == TurnEnd.Idle)
        {
            machine.SkipIdleTime();
        }
    }

    private sealed class Output : ICharacterSink
    {
        public StringBuilder Text { get; } = new();

        public void Put(byte character) => Text.Append((char)character);
    }
}
