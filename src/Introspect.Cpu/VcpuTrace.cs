using System.Diagnostics;
using System.Runtime.CompilerServices;
using Introspect.Core;
using Introspect.Core.Timing;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;

namespace Introspect.Cpu;

/// <summary>
/// What a vCPU tells its track of the trace. Ask <see cref="Wants(TraceCategories)"/> first: a category that is off costs one branch. Recording changes nothing
/// that the guest can see.
/// </summary>
public sealed class VcpuTrace
{
    private readonly Vcpu _vcpu;
    private readonly IMachineClock _clock;
    private TraceRing? _ring;
    private TraceCategories _categories;

    // A bit for each reason, by its category.
    private uint _reasons;

    internal VcpuTrace(Vcpu vcpu, IMachineClock clock)
    {
        _vcpu = vcpu;
        _clock = clock;
    }

    /// <summary>The instruction being executed; between instructions the one to come.</summary>
    public uint Pc => _vcpu.InstructionAddress;

    /// <summary>Somebody wants to know of something.</summary>
    public bool IsOn => _categories != TraceCategories.None;

    /// <summary>True when somebody wants to know of a category.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Wants(TraceCategories category) => (_categories & category) != 0;

    /// <summary>True when somebody wants to know of exits for a reason.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Wants(ExitReason reason) => (_reasons & (1u << (int)reason)) != 0;

    /// <summary>True when somebody wants to know of any exit.</summary>
    public bool WantsExits => _reasons != 0;

    /// <summary>Records some categories from now on. Called while the vCPU rests.</summary>
    public void Record(TraceRing ring, TraceCategories categories)
    {
        _ring = ring;
        _categories = categories;
        _reasons = 0;
        foreach (ExitReason reason in Enum.GetValues<ExitReason>())
        {
            bool wanted = (TraceEvents.CategoryOf(TraceEvents.NumberOf<VcpuExit>((byte)reason)) & categories) != 0;
            _reasons |= wanted ? 1u << (int)reason : 0;
        }
    }

    /// <summary>An exit that ended at <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Exit(ExitReason reason, long end, long costTicks, uint pc, uint operand) =>
        Write((byte)reason, end, new VcpuExit(pc, Nanoseconds(costTicks), operand));

    /// <summary>An exception that is taken at <paramref name="pc"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Exception(ExceptionKind kind, long now, uint pc, uint address, uint status, ProcessorMode left) =>
        Write((byte)kind, now, new ExceptionTaken(pc, address, (ushort)status, (byte)left));

    /// <summary>Something happens to an interrupt, whose number is zero where it has none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Interrupt(InterruptStep step, uint id = 0) => Write((byte)step, Stopwatch.GetTimestamp(), new InterruptChanged(Pc, (ushort)id));

    /// <summary>The address space has changed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Context(uint pc, uint translationTable, uint contextId) =>
        Write(0, Stopwatch.GetTimestamp(), new ContextSwitched(pc, translationTable, contextId));

    /// <summary>The guest marks the timeline.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Mark(uint channel, uint value) => Write(0, Stopwatch.GetTimestamp(), new GuestMarked(Pc, channel, value));

    private void Write<TEvent>(byte variant, long hostTicks, in TEvent fields)
        where TEvent : unmanaged
    {
        Invariant.Require(_ring is not null);
        _ring.Write(TraceEvents.NumberOf<TEvent>(variant), _clock.NowNs, hostTicks, fields);
    }

    private static uint Nanoseconds(long ticks) => Stopwatch.Frequency == 1_000_000_000
        ? (uint)Math.Min(ticks, uint.MaxValue)
        : (uint)Math.Min(ticks * (1e9 / Stopwatch.Frequency), uint.MaxValue);
}
