using System.Collections.Immutable;
using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>What the place of a paravirtual set on a board offers it.</summary>
public sealed class ParavirtualSlot
{
    /// <summary>Wires, time, memory, the console and the wall clock, as for any device.</summary>
    public required DeviceSlot Slot { get; init; }

    /// <summary>The interrupt line as the board's interrupt controller numbers it.</summary>
    public required int InterruptNumber { get; init; }

    /// <summary>Takes pages back for the host.</summary>
    public required IDiscardsMemory Pages { get; init; }

    /// <summary>Ends the run.</summary>
    public required PowerSink Power { get; init; }

    /// <summary>What random numbers start from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The drives, at most <see cref="ParavirtualSet.MostDrives"/>.</summary>
    public ImmutableArray<IBlockBackend> Drives { get; init; } = [];

    /// <summary>Where the network card's cable leads to; null: there is no card.</summary>
    public IPacketBackend? Cable { get; init; }
}
