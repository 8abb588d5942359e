using Introspect.Devices;
using Introspect.Hypervisor;
using Introspect.Inspection;
using Introspect.Machine;
using Introspect.Machine.Loading;
using Introspect.TestKit;
using Terminal.Gui.Input;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Console.Tests;

/// <summary>A guest that is looked at, stopped, stepped and stopped at breakpoints by the console does what it does alone.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void The_demo_under_the_console_is_the_demo_alone()
    {
        GuestMachine guest = Create();
        using var live = new LiveMachine(guest, new LiveMachineOptions { SkipsIdleTime = true });
        ulong hash, instructions, time;
        using (var console = new TestConsole(live))
        {
            console.Type("r").Await("running");
            for (int round = 0; round < 4; round++)
            {
                Watch(console, live, "1234");
                console.Type("1s").Await("stopped: by request").Type("nnn").Type("g40100098").Press(Key.Enter).Type("b");
                console.Type("r").Await("stopped: breakpoint 40100098").Type("bnr").Await("running");
            }

            Watch(console, live, "4321");
            console.Type("1s").Await("stopped: by request");
            using MachineHold hold = live.Hold();
            (instructions, time) = (live.InstructionCount, live.GuestTimeNs);
            hash = HashOf(guest);
        }

        using GuestMachine alone = Create();
        while (alone.Instructions < instructions || alone.Clock.NowNs < time)
        {
            if (alone.Turn(Math.Max(1, instructions - alone.Instructions)).End == TurnEnd.Idle)
            {
                alone.SkipIdleTime();
            }
        }

        Assert.Equal((instructions, time, hash), (alone.Instructions, alone.Clock.NowNs, HashOf(alone)));
    }

    // At one and the same moment what is due may have happened already or may be about to.
    private static ulong HashOf(GuestMachine machine)
    {
        machine.Prepare();
        return new StateHash(machine).Sample();
    }

    // Looks at every page while the guest goes on.
    private static void Watch(TestConsole console, LiveMachine live, string pages)
    {
        foreach (char page in pages)
        {
            console.Type($"{page}");
            ulong before = live.InstructionCount;
            Assert.True(SpinWait.SpinUntil(() => console.Frame() is not null && live.InstructionCount > before + 200_000, TimeSpan.FromSeconds(60)));
        }
    }

    private static GuestMachine Create() => MachineFactory.Create(
        "demo",
        new MachineOptions
        {
            MemoryMiB = 64,
            Kernel = GuestFile.Load(Path.Combine(Repository.Root, "tests/guests/demo/demo.elf"), "kernel"),
        },
        new MachineSurroundings(new Silence(), WallClockSeconds: 0, Seed: 1));

    private sealed class Silence : ICharacterSink
    {
        public void Put(byte character)
        {
        }
    }
}
