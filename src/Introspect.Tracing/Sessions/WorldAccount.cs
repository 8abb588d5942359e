using Introspect.Tracing.Events;

namespace Introspect.Tracing.Sessions;

/// <summary>
/// Host time by world, and by the reason that led there, without a gap: each moment since the account was opened belongs to one of them. One thread at
/// a time writes; anybody may read, and gets times that are one switch old at most. Times are in ticks of the host's clock.
/// </summary>
public sealed class WorldAccount
{
    private static readonly int s_reasons = Enum.GetValues<WorldSwitchReason>().Length;

    private readonly long[] _ticks = new long[Enum.GetValues<WorldKind>().Length * s_reasons];
    private readonly ulong[] _switches = new ulong[s_reasons];
    private WorldKind _kind;
    private WorldSwitchReason _reason = WorldSwitchReason.Stopped;
    private long _since;

    /// <summary>Opens an account in the idle world.</summary>
    public WorldAccount(long now) => (Opened, _since) = (now, now);

    /// <summary>When it was opened.</summary>
    public long Opened { get; }

    /// <summary>Until when it is closed: the last switch.</summary>
    public long Closed => Volatile.Read(ref _since);

    /// <summary>The world is another one from now on.</summary>
    public void Enter(WorldKind kind, WorldSwitchReason reason, long now)
    {
        _ticks[Place(_kind, _reason)] += now - _since;
        _switches[(int)reason]++;
        _kind = kind;
        _reason = reason;
        Volatile.Write(ref _since, now);
    }

    /// <summary>How often a reason led to another world.</summary>
    public ulong Switches(WorldSwitchReason reason) => Volatile.Read(ref _switches[(int)reason]);

    /// <summary>Time in a world that a reason led to.</summary>
    public long Ticks(WorldKind kind, WorldSwitchReason reason) => Volatile.Read(ref _ticks[Place(kind, reason)]);

    /// <summary>Time in a world.</summary>
    public long Ticks(WorldKind kind)
    {
        long sum = 0;
        for (int place = Place(kind, 0); place < Place(kind + 1, 0); place++)
        {
            sum += Volatile.Read(ref _ticks[place]);
        }

        return sum;
    }

    private static int Place(WorldKind kind, WorldSwitchReason reason) => ((int)kind * s_reasons) + (int)reason;
}
