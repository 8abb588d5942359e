using System.Diagnostics;
using System.Runtime.CompilerServices;
using Introspect.Tracing.Events;

namespace Introspect.Cpu;

/// <summary>
/// Counts exits by reason, samples the host time that each kind cost, and tells each to the trace where that is wanted: both know the same exits. Host
/// time never reaches the guest.
/// </summary>
/// <remarks>
/// Two readings of the host's clock cost more than most exits do. So one exit in <see cref="Interval"/> is timed, and all of them while a trace wants any.
/// </remarks>
public sealed class ExitCounters
{
    /// <summary>One exit in so many is timed: a prime, so that no loop of a guest keeps in step with it.</summary>
    public const int Interval = 61;

    private static readonly int s_reasons = Enum.GetValues<ExitReason>().Length;

    private readonly VcpuTrace _trace;
    private readonly ulong[] _counts = new ulong[s_reasons];
    private readonly ulong[] _timed = new ulong[s_reasons];
    private readonly long[] _ticks = new long[s_reasons];
    private int _untilTimed = Interval;

    internal ExitCounters(VcpuTrace trace) => _trace = trace;

    /// <summary>How often a reason came.</summary>
    public ulong Count(ExitReason reason) => _counts[(int)reason];

    /// <summary>Host nanoseconds that the exits of a reason cost: their number times the mean of those that were timed.</summary>
    public double CostNs(ExitReason reason) =>
        _timed[(int)reason] == 0 ? 0 : _ticks[(int)reason] * (1e9 / Stopwatch.Frequency) * _counts[(int)reason] / _timed[(int)reason];

    /// <summary>An exit begins: what it is to be noted with.</summary>
    /// <returns>The time (<see cref="Stopwatch.GetTimestamp"/>), or 0 when this one is not timed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Begin()
    {
        if (--_untilTimed > 0 && !_trace.WantsExits)
        {
            return 0;
        }

        _untilTimed = Interval;
        return Stopwatch.GetTimestamp();
    }

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
    /// Counts an exit of the instruction being executed, or about to be, that is over. For <paramref name="start"/> see <see cref="Begin"/>, for the
    /// operand see <see cref="VcpuExit"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Note(ExitReason reason, long start, uint operand = 0)
    {
        _counts[(int)reason]++;
        if (start != 0)
        {
            NoteTimed(_trace.Pc, reason, start, operand);
        }
    }

    /// <summary>As <see cref="Note(ExitReason, long, uint)"/>, when the instruction was at <paramref name="pc"/>.</summary>
    public void NoteAt(uint pc, ExitReason reason, long start, uint operand = 0)
    {
        _counts[(int)reason]++;
        if (start != 0)
        {
            NoteTimed(pc, reason, start, operand);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteTimed(uint pc, ExitReason reason, long start, uint operand)
    {
        long end = Stopwatch.GetTimestamp();
        _timed[(int)reason]++;
        _ticks[(int)reason] += end - start;
        if (_trace.Wants(reason))
        {
            _trace.Exit(reason, end, end - start, pc, operand);
        }
    }
}
