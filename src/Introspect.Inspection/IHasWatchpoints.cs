namespace Introspect.Inspection;

/// <summary>Which data accesses shall stop a vCPU.</summary>
/// <param name="Address">First virtual address.</param>
/// <param name="Length">How many bytes, at least 1; the range does not pass 2^32.</param>
/// <param name="Kind">Which accesses.</param>
/// <param name="Vcpu">The only vCPU that it stops, or null for all.</param>
public readonly record struct Watchpoint(uint Address, uint Length, WatchKind Kind, int? Vcpu = null);

/// <summary>A machine that can stop at data accesses. Equal watchpoints are counted, as breakpoints are.</summary>
public interface IHasWatchpoints
{
    /// <summary>Adds a watchpoint.</summary>
    void Insert(Watchpoint watchpoint);

    /// <summary>Takes one away again; who calls has inserted it.</summary>
    void Remove(Watchpoint watchpoint);
}
