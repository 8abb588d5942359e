using Introspect.Core.PageTables;
using Introspect.Inspection;

namespace Introspect.Console.Looking;

/// <summary>Physical memory of a machine that can only be read with the hold.</summary>
internal sealed class HeldMemory(IInspectedMachine machine) : IPhysicalReader
{
    /// <summary>The machine's memory: without the hold where it can be had so.</summary>
    public static IPhysicalReader Of(IInspectedMachine machine) => machine as IPhysicalReader ?? new HeldMemory(machine);

    public bool TryRead(ulong address, Span<byte> destination)
    {
        using MachineHold hold = machine.Hold();
        return machine.ReadPhysical(address, destination) == destination.Length;
    }
}
