using System.Diagnostics;
using System.Runtime.CompilerServices;
using Introspect.Core;
using Introspect.Core.Timing;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;

namespace Introspect.Tracing.Sessions;

/// <summary>What a pCPU tells its track of the trace: from which world it goes to which. Recording changes nothing that the guest can see.</summary>
public sealed class PcpuTrace(IMachineClock clock)
{
    private TraceRing? _ring;
    private World _current = World.Idle;

    /// <summary>True when somebody wants to know of world switches.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Records world switches from now on, or no longer. Called at rest.</summary>
    public void Record(TraceRing ring, TraceCategories categories)
    {
        _ring = ring;
        IsOn = (categories & TraceCategories.Worlds) != 0;
    }

    /// <summary>
    /// The pCPU is in another world from now on. Idle and monitor are told even while nobody wants to know, so that a trace that begins later begins in
    /// the right world; a vCPU is left again before anybody could ask.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Enter(World world, WorldSwitchReason reason, uint pc = 0)
    {
        if (IsOn && world != _current)
        {
            Invariant.Require(_ring is not null);
            _ring.Write(
                TraceEvents.NumberOf<WorldSwitched>((byte)reason), clock.NowNs, Stopwatch.GetTimestamp(), new WorldSwitched(pc, _current, world));
        }

        _current = world;
    }
}
