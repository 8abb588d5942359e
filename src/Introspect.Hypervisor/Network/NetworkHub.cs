using System.Collections.Immutable;
using System.Text;
using Introspect.Core;
using Introspect.Devices;
using Introspect.Machine.Network;

namespace Introspect.Hypervisor.Network;

/// <summary>
/// The networks of a process: machines that name the same switch see each other, all others do not. Handed to whoever makes machines; from any
/// thread.
/// </summary>
public sealed class NetworkHub(TimeProvider time)
{
    // Addresses that QEMU's and our devices have: locally administered, of one station.
    private const ulong Prefix = 0x5254_0000_0000;
    private const uint NumberMask = 0xFF_FFFF;

    private readonly Lock _gate = new();
    private ImmutableDictionary<string, VirtualSwitch> _switches = ImmutableDictionary<string, VirtualSwitch>.Empty;

    /// <summary>The switches that have ports.</summary>
    public IEnumerable<VirtualSwitch> Switches => Volatile.Read(ref _switches).Values.Where(static network => !network.Ports.IsEmpty);

    /// <summary>Makes what a machine's network devices are plugged into, to be disposed of after the machine.</summary>
    /// <exception cref="IntrospectException">The host or a switch does not give what is asked for.</exception>
    public MachineNetwork Plug(string machine, ImmutableArray<NetworkRequest> requests)
    {
        var network = new MachineNetwork();
        try
        {
            for (int i = 0; i < requests.Length; i++)
            {
                network.Add(Plug(machine, i, requests[i]));
            }

            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The address that a machine's network device has when nobody says another: the same for the same name.</summary>
    internal static MacAddress AddressOf(string machine, int index)
    {
        // FNV-1a, folded to the three bytes that are free.
        uint hash = 2_166_136_261;
        foreach (byte part in Encoding.UTF8.GetBytes($"{machine}/{index}"))
        {
            hash = (hash ^ part) * 16_777_619;
        }

        return new MacAddress(Prefix | ((hash ^ (hash >> 24)) & NumberMask));
    }

    private NetworkCard Plug(string machine, int index, NetworkRequest request)
    {
        MacAddress address = request.Address ?? AddressOf(machine, index);
        return request switch
        {
            NetworkRequest.Nat nat => new NetworkCard(address, new NatGateway(nat.Options, time)),
            NetworkRequest.Tap tap => new NetworkCard(address, new TapInterface(tap.Interface)),
            NetworkRequest.Switch named => PlugInto(named, machine, address),
            _ => throw new InvariantException($"{request} is no network"),
        };
    }

    private NetworkCard PlugInto(NetworkRequest.Switch request, string machine, MacAddress address)
    {
        lock (_gate)
        {
            VirtualSwitch network = ImmutableInterlocked.GetOrAdd(ref _switches, request.Name, static (name, time) => new VirtualSwitch(name, time), time);
            while (request.Address is null && network.Find(address) is not null)
            {
                address = new MacAddress(Prefix | ((address.Value + 1) & NumberMask));
            }

            return new NetworkCard(address, network.AddPort(machine, address, request.Options));
        }
    }
}
