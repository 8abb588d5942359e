namespace Introspect.Inspection;

/// <summary>Taking a machine's hold for the length of a <c>using</c>.</summary>
public static class MachineHolding
{
    /// <summary>Takes the hold of <paramref name="machine"/>; the end of the <c>using</c> gives it back.</summary>
    public static MachineHold Hold(this IInspectedMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        machine.EnterHold();
        return new MachineHold(machine);
    }
}

/// <summary>A machine's hold; see <see cref="IInspectedMachine"/>. It cannot leave the thread that took it.</summary>
public readonly ref struct MachineHold
{
    private readonly IInspectedMachine _machine;

    internal MachineHold(IInspectedMachine machine) => _machine = machine;

    /// <summary>Gives the hold back.</summary>
    public void Dispose() => _machine.LeaveHold();
}
