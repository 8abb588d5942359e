using Introspect.Core;
using Introspect.Cpu.Dispatch;
using Introspect.Inspection;

namespace Introspect.Hypervisor;

/// <summary>The breakpoints of all clients, counted, and which addresses translated code must stop in front of because of them.</summary>
internal sealed class BreakpointTable(CodeCache code)
{
    private readonly Dictionary<Breakpoint, int> _inserted = [];
    private readonly Dictionary<uint, int> _byAddress = [];

    /// <summary>Whether a vCPU shall stop in front of the instruction at an address.</summary>
    public bool Applies(uint address, int vcpu) =>
        _inserted.ContainsKey(new Breakpoint(address)) || _inserted.ContainsKey(new Breakpoint(address, vcpu));

    public void Insert(Breakpoint breakpoint)
    {
        Count(_inserted, breakpoint, +1);
        if (Count(_byAddress, breakpoint.Address, +1) == 1)
        {
            code.SetBreakpoint(breakpoint.Address, present: true);
        }
    }

    public void Remove(Breakpoint breakpoint)
    {
        Invariant.Require(_inserted.ContainsKey(breakpoint));
        Count(_inserted, breakpoint, -1);
        if (Count(_byAddress, breakpoint.Address, -1) == 0)
        {
            code.SetBreakpoint(breakpoint.Address, present: false);
        }
    }

    private static int Count<TKey>(Dictionary<TKey, int> counts, TKey key, int change)
        where TKey : notnull
    {
        int count = counts.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }

        return count;
    }
}
