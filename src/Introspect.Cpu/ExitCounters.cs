using System.Diagnostics;

namespace Introspect.Cpu;

/// <summary>Why a vCPU left translated code.</summary>
public enum ExitReason : byte
{
    TlbRefill,
    Mmio,
    Translation,
    SupervisorCall,
    Undefined,
    PrefetchAbort,
    DataAbort,
    Irq,
    Fiq,
    Hypercall,
    Coprocessor,
    GuestBreakpoint,
    DebuggerBreakpoint,
    WaitForInterrupt,
    WaitForEvent,
    EndOfSlice,
}

/// <summary>Counts exits by reason, with the host time that each kind cost. Host time never reaches the guest.</summary>
public sealed class ExitCounters
{
    private static readonly int s_reasons = Enum.GetValues<ExitReason>().Length;

    private readonly ulong[] _counts = new ulong[s_reasons];
    private readonly long[] _ticks = new long[s_reasons];

    /// <summary>How often a reason came.</summary>
    public ulong Count(ExitReason reason) => _counts[(int)reason];

    /// <summary>Host nanoseconds that the exits of a reason cost.</summary>
    public double CostNs(ExitReason reason) => _ticks[(int)reason] * (1e9 / Stopwatch.Frequency);

    /// <summary>Counts an exit whose cost is not measured.</summary>
    public void Note(ExitReason reason) => _counts[(int)reason]++;

    /// <summary>Counts an exit that began at <paramref name="start"/> (<see cref="Stopwatch.GetTimestamp"/>) and is over.</summary>
    public void Note(ExitReason reason, long start)
    {
        _counts[(int)reason]++;
        _ticks[(int)reason] += Stopwatch.GetTimestamp() - start;
    }
}
