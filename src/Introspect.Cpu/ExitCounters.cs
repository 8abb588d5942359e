using System.Diagnostics;
using Introspect.Tracing.Events;

namespace Introspect.Cpu;

/// <summary>
/// Counts exits by reason, with the host time that each kind cost, and tells each to the trace where that is wanted: both know the same exits. Host time
/// never reaches the guest.
/// </summary>
public sealed class ExitCounters
{
    private static readonly int s_reasons = Enum.GetValues<ExitReason>().Length;

    private readonly VcpuTrace _trace;
    private readonly ulong[] _counts = new ulong[s_reasons];
    private readonly long[] _ticks = new long[s_reasons];

    internal ExitCounters(VcpuTrace trace) => _trace = trace;

    /// <summary>How often a reason came.</summary>
    public ulong Count(ExitReason reason) => _counts[(int)reason];

    /// <summary>Host nanoseconds that the exits of a reason cost.</summary>
    public double CostNs(ExitReason reason) => _ticks[(int)reason] * (1e9 / Stopwatch.Frequency);

    /// <summary>Counts an exit of the instruction being executed, or about to be, whose cost is not measured.</summary>
    public void Note(ExitReason reason)
    {
        _counts[(int)reason]++;
        if (_trace.Wants(reason))
        {
            _trace.Exit(reason, Stopwatch.GetTimestamp(), 0, _trace.Pc, 0);
        }
    }

    /// <summary>
    /// Counts an exit of the instruction being executed, or about to be, that began at <paramref name="start"/>
    /// (<see cref="Stopwatch.GetTimestamp"/>) and is over. For the operand see <see cref="VcpuExit"/>.
    /// </summary>
    public void Note(ExitReason reason, long start, uint operand = 0)
    {
        long end = Count(reason, start);
        if (_trace.Wants(reason))
        {
            _trace.Exit(reason, end, end - start, _trace.Pc, operand);
        }
    }

    /// <summary>As <see cref="Note(ExitReason, long, uint)"/>, when the instruction was at <paramref name="pc"/>.</summary>
    /// <returns>When the exit was over.</returns>
    public long NoteAt(uint pc, ExitReason reason, long start, uint operand = 0)
    {
        long end = Count(reason, start);
        if (_trace.Wants(reason))
        {
            _trace.Exit(reason, end, end - start, pc, operand);
        }

        return end;
    }

    private long Count(ExitReason reason, long start)
    {
        long end = Stopwatch.GetTimestamp();
        _counts[(int)reason]++;
        _ticks[(int)reason] += end - start;
        return end;
    }
}
