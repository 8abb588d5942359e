using BenchmarkDotNet.Attributes;
using Introspect.Console;
using Introspect.Console.Keys;
using Introspect.Devices;
using Introspect.Hypervisor;
using Introspect.Machine;
using Introspect.Machine.Loading;
using Introspect.TestKit;

namespace Introspect.Benchmarks;

/// <summary>What a frame of the console takes from a guest that runs, waiting for it to stand still included.</summary>
[MemoryDiagnoser]
public class ConsoleBenchmarks : IDisposable
{
    private readonly LiveMachine _live = new(
        MachineFactory.Create(
            "demo",
            new MachineOptions { MemoryMiB = 64, Kernel = GuestFile.Load(Path.Combine(Repository.Root, "tests/guests/demo/demo.elf"), "kernel") },
            new MachineSurroundings(new Silence(), WallClockSeconds: 0, Seed: 1)),
        new LiveMachineOptions { SkipsIdleTime = true });

    private readonly ConsoleModel _model;

    public ConsoleBenchmarks()
    {
        _model = new ConsoleModel(new ConsoleSource { Machine = _live }, TimeProvider.System);
        _model.Press(KeyPress.Of('r'));
    }

    [Benchmark]
    public void A_look_at_a_running_guest() => _model.Look();

    [GlobalCleanup]
    public void Dispose()
    {
        _model.Dispose();
        _live.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class Silence : ICharacterSink
    {
        public void Put(byte character)
        {
        }
    }
}
