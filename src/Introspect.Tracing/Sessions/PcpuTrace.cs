using System.Diagnostics;
using System.Runtime.CompilerServices;
using Introspect.Core;
using Introspect.Core.Timing;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;

namespace Introspect.Tracing.Sessions;

/// <summary>
/// What the pCPU that runs a machine does for it: from which world it goes to which. The account always knows, the trace when it is recorded. Nothing of
/// it changes what the guest can see.
/// </summary>
public sealed class PcpuTrace(IMachineClock clock)
{
    private TraceRing? _ring;
    private World _current = World.Idle;
    private bool _isOn;

    /// <summary>The machine's host time by world.</summary>
    public WorldAccount Account { get; } = new(Stopwatch.GetTimestamp());

    /// <summary>Records world switches from now on, or no longer. Called at rest.</summary>
    public void Record(TraceRing ring, TraceCategories categories)
    {
        _ring = ring;
        _isOn = (categories & TraceCategories.Worlds) != 0;
    }

    /// <summary>The pCPU is in another world from now on, or in the same for another reason.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Enter(World world, WorldSwitchReason reason, uint pc = 0)
    {
        long now = Stopwatch.GetTimestamp();
        Account.Enter(world.Kind, reason, now);
        if (_isOn && world != _current)
        {
            Invariant.Require(_ring is not null);
            _ring.Write(TraceEvents.NumberOf<WorldSwitched>((byte)reason), clock.NowNs, now, new WorldSwitched(pc, _current, world));
        }

        _current = world;
    }
}
