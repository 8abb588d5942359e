namespace Introspect.Inspection;

/// <summary>Where a vCPU shall stop.</summary>
/// <param name="Address">Virtual address of the instruction; bit 0 is clear for Thumb too. It need not be mapped yet.</param>
/// <param name="Vcpu">The only vCPU that it stops, or null for all.</param>
public readonly record struct Breakpoint(uint Address, int? Vcpu = null);

/// <summary>
/// A machine that can stop at instructions, as many as one likes. Breakpoints never touch guest memory. Equal ones are counted:
/// each <see cref="Insert"/> is undone by one <see cref="Remove"/>, so clients do not take each other's away.
/// </summary>
public interface IHasBreakpoints
{
    /// <summary>Adds a breakpoint.</summary>
    void Insert(Breakpoint breakpoint);

    /// <summary>Takes one away again; who calls has inserted it.</summary>
    void Remove(Breakpoint breakpoint);
}
