using Introspect.Tracing.Events;

namespace Introspect.Console.Following;

/// <summary>
/// How a pCPU's time went to its worlds, slot by slot. Live, the oldest slots are given up; of a recording everything is kept, in slots
/// that grow with it.
/// </summary>
internal sealed class WorldHistory
{
    /// <summary>How many slots there are.</summary>
    public const int Slots = 4096;

    /// <summary>Idle, the monitor and as many vCPUs as a board takes.</summary>
    public const int Worlds = 2 + 8;

    private readonly long[] _ticks = new long[Slots * Worlds];
    private readonly bool _keepsAll;
    private readonly long _first;
    private long _last;

    /// <summary>A history from an instant on.</summary>
    public WorldHistory(long start, long slotTicks, bool keepsAll)
    {
        SlotTicks = slotTicks;
        _keepsAll = keepsAll;
        _first = start;
    }

    /// <summary>How long a slot is.</summary>
    public long SlotTicks { get; private set; }

    /// <summary>The number of the latest slot, counted from the start.</summary>
    public long Last => _last;

    /// <summary>A world had the pCPU from one instant to another; no instant is earlier than the last one told.</summary>
    public void Add(World world, long from, long to)
    {
        from = Math.Max(from, _first);
        while (from < to)
        {
            long slot = Reach((from - _first) / SlotTicks);
            long end = slot + 1 > (long.MaxValue - _first) / SlotTicks ? to : Math.Min(to, _first + ((slot + 1) * SlotTicks));
            if (world.Code < Worlds)
            {
                _ticks[((slot % Slots) * Worlds) + world.Code] += end - from;
            }

            from = end;
        }
    }

    /// <summary>The share of some slots that went to a world: 0 to 1.</summary>
    public double Share(World world, long slot, long count)
    {
        long sum = 0;
        for (long s = Math.Max(slot, Math.Max(0, _last - Slots + 1)); s < slot + count && s <= _last; s++)
        {
            sum += _ticks[((s % Slots) * Worlds) + world.Code];
        }

        return sum / (double)(count * SlotTicks);
    }

    // Makes room up to a slot; the number may change as slots grow.
    private long Reach(long slot)
    {
        while (_keepsAll && slot >= Slots)
        {
            for (int s = 0; s < Slots; s++)
            {
                for (int world = 0; world < Worlds; world++)
                {
                    long both = s < Slots / 2 ? _ticks[(2 * s * Worlds) + world] + _ticks[(((2 * s) + 1) * Worlds) + world] : 0;
                    _ticks[(s * Worlds) + world] = both;
                }
            }

            SlotTicks *= 2;
            _last /= 2;
            slot /= 2;
        }

        if (slot - _last >= Slots)
        {
            Array.Clear(_ticks);
            _last = slot;
        }

        while (_last < slot)
        {
            _last++;
            _ticks.AsSpan((int)(_last % Slots) * Worlds, Worlds).Clear();
        }

        return slot;
    }
}
