using BenchmarkDotNet.Attributes;
using Introspect.Cpu;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Benchmarks;

/// <summary>What an event costs the thread that has the machine: at most 20 ns (DESIGN.md, section 8).</summary>
[MemoryDiagnoser, MinColumn]
public class TraceBenchmarks : IDisposable
{
    private const int Events = 1 << 14;

    private readonly TraceRing _ring = new(Events);

    // A machine whose guest is a branch to itself; it never runs.
    private readonly GuestMachine _machine = GuestProgram.Load([0xEAFF_FFFE]);

    private readonly ushort _number = TraceEvents.NumberOf<VcpuExit>((byte)ExitReason.Mmio);

    private Vcpu Vcpu => _machine.Vcpus[0];

    /// <summary>The ring alone.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public void A_record_into_the_ring()
    {
        for (uint i = 0; i < Events; i++)
        {
            _ring.Write(_number, i, i, new VcpuExit(i, i, i));
        }

        _ring.Take(Events);
    }

    /// <summary>An exit is counted, and nobody traces it.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public void An_exit_with_tracing_off()
    {
        Vcpu.Trace.Record(_ring, TraceCategories.None);
        NoteExits();
    }

    /// <summary>An exit is counted and traced: what it costs more than with tracing off is the trace's.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public void An_exit_with_tracing_on()
    {
        Vcpu.Trace.Record(_ring, TraceCategories.All);
        NoteExits();
        _ring.Take(Events);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _machine.Dispose();
        GC.SuppressFinalize(this);
    }

    private void NoteExits()
    {
        ExitCounters exits = Vcpu.Exits;
        for (uint i = 0; i < Events; i++)
        {
            exits.Note(ExitReason.Mmio, exits.Begin(), i);
        }
    }
}
