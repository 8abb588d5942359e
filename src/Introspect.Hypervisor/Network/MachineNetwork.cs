using System.Collections.Immutable;
using Introspect.Machine.Network;

namespace Introspect.Hypervisor.Network;

/// <summary>What one machine is plugged into. Disposing of it pulls the cables, after the machine is gone.</summary>
public sealed class MachineNetwork : IDisposable
{
    /// <summary>The machine's network devices, in their order.</summary>
    public ImmutableArray<NetworkCard> Cards { get; private set; } = [];

    /// <summary>The ends of their cables.</summary>
    public IEnumerable<GuestPort> Ports => Cards.Select(static card => (GuestPort)card.Cable);

    public void Dispose()
    {
        foreach (GuestPort port in Ports)
        {
            port.Dispose();
        }
    }

    internal void Add(NetworkCard card) => Cards = Cards.Add(card);
}
