using Introspect.Inspection;

namespace Introspect.Gdb;

/// <summary>What the two breakpoint packets Z0 and Z1 call a breakpoint; here they do the same.</summary>
internal enum BreakpointKind
{
    Software,
    Hardware,
}

/// <summary>
/// The probes of one client. To insert one twice is to insert it once, as the protocol wants it, and when the client leaves,
/// all that is still there is taken away. Belongs to the holder of the machine's hold.
/// </summary>
internal sealed class ClientProbes(IInspectedMachine machine, int? onlyVcpu)
{
    /// <summary>A client may insert this many of each; beyond it is an attack on memory.</summary>
    public const int Most = 0x10000;

    private readonly HashSet<(uint Address, BreakpointKind Kind)> _breakpoints = [];
    private readonly HashSet<Watchpoint> _watchpoints = [];

    public bool TryInsert(uint address, BreakpointKind kind)
    {
        if (_breakpoints.Count >= Most)
        {
            return false;
        }

        if (_breakpoints.Add((address, kind)))
        {
            ((IHasBreakpoints)machine).Insert(new Breakpoint(address, onlyVcpu));
        }

        return true;
    }

    public void Remove(uint address, BreakpointKind kind)
    {
        if (_breakpoints.Remove((address, kind)))
        {
            ((IHasBreakpoints)machine).Remove(new Breakpoint(address, onlyVcpu));
        }
    }

    public bool TryInsert(uint address, uint length, WatchKind kind)
    {
        if (_watchpoints.Count >= Most)
        {
            return false;
        }

        var watchpoint = new Watchpoint(address, length, kind, onlyVcpu);
        if (_watchpoints.Add(watchpoint))
        {
            ((IHasWatchpoints)machine).Insert(watchpoint);
        }

        return true;
    }

    public void Remove(uint address, uint length, WatchKind kind)
    {
        var watchpoint = new Watchpoint(address, length, kind, onlyVcpu);
        if (_watchpoints.Remove(watchpoint))
        {
            ((IHasWatchpoints)machine).Remove(watchpoint);
        }
    }

    /// <summary>The kind under which this client has a breakpoint at an address, or null.</summary>
    public BreakpointKind? KindAt(uint address) =>
        _breakpoints.Contains((address, BreakpointKind.Software)) ? BreakpointKind.Software
        : _breakpoints.Contains((address, BreakpointKind.Hardware)) ? BreakpointKind.Hardware
        : null;

    /// <summary>True when a watchpoint of this client covers the address and waits for such an access.</summary>
    public bool TryFindWatch(uint address, WatchKind kind, out WatchKind asked)
    {
        foreach (Watchpoint watchpoint in _watchpoints)
        {
            if (address - watchpoint.Address < watchpoint.Length && (watchpoint.Kind & kind) != 0)
            {
                asked = watchpoint.Kind;
                return true;
            }
        }

        asked = WatchKind.None;
        return false;
    }

    public void RemoveAll()
    {
        foreach ((uint address, _) in _breakpoints)
        {
            ((IHasBreakpoints)machine).Remove(new Breakpoint(address, onlyVcpu));
        }

        foreach (Watchpoint watchpoint in _watchpoints)
        {
            ((IHasWatchpoints)machine).Remove(watchpoint);
        }

        _breakpoints.Clear();
        _watchpoints.Clear();
    }
}
