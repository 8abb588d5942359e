using System.Collections.Frozen;
using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Devices;
using Introspect.Machine.Network;

namespace Introspect.Hypervisor.Network;

/// <summary>
/// A switch between machines: it learns which address is where, floods what it does not know, and lets frames pass only where the two ports
/// may talk. A machine's frame is copied to its receivers' queues on the machine's own thread, so whoever floods pays for it. Not modelled:
/// VLANs, spanning tree, multicast registration.
/// </summary>
public sealed class VirtualSwitch
{
    /// <summary>Ports of a switch at most.</summary>
    public const int MaxPorts = FrameQueue.MaxSenders;

    private readonly Lock _gate = new();
    private readonly Lock _tableGate = new();
    private readonly AddressTable _table;
    private volatile Members _members = new([]);

    /// <summary>A switch without ports.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="time">What addresses age by.</param>
    public VirtualSwitch(string name, TimeProvider time)
    {
        Name = name;
        _table = new AddressTable(time);
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>The ports.</summary>
    public ImmutableArray<SwitchPort> Ports => _members.Ports;

    /// <summary>Adds a port for a machine's network device.</summary>
    /// <exception cref="IntrospectException">There is no room, or another port has the address.</exception>
    public SwitchPort AddPort(string owner, MacAddress address, SwitchPortOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_gate)
        {
            if (Find(address) is { } other)
            {
                throw new IntrospectException($"switch:{Name}: {other.Owner} has the address {address} already. Give {owner} another: mac=ADDRESS");
            }

            ImmutableArray<SwitchPort> ports = Ports;
            if (ports.Length == MaxPorts)
            {
                throw new IntrospectException($"switch:{Name}: all {MaxPorts} ports are taken. Plug {owner} into another switch.");
            }

            int index = Enumerable.Range(0, MaxPorts).First(i => ports.All(port => port.Index != i));
            var added = new SwitchPort(this, index, owner, address, options);
            foreach (SwitchPort port in ports)
            {
                bool mayTalk = !(port.Options.IsIsolated && options.IsIsolated);
                port.SetReached(added, mayTalk);
                added.SetReached(port, mayTalk);
            }

            _members = new Members(ports.Add(added));
            return added;
        }
    }

    /// <summary>The port whose own address this is.</summary>
    public SwitchPort? Find(MacAddress address) => _members.ByAddress.GetValueOrDefault(address);

    /// <summary>Lets the frames of one port go to another, or not any more.</summary>
    public void Allow(SwitchPort from, SwitchPort to, bool isAllowed)
    {
        ArgumentNullException.ThrowIfNull(from);
        lock (_gate)
        {
            from.SetReached(to, isAllowed);
        }
    }

    internal void Remove(SwitchPort port)
    {
        lock (_gate)
        {
            _members = new Members(Ports.Remove(port));
            lock (_tableGate)
            {
                _table.Forget(port.Index);
            }
        }
    }

    /// <summary>A machine sent a frame. On the machine's thread.</summary>
    internal void Forward(SwitchPort from, ReadOnlySpan<byte> frame)
    {
        Members members = _members;
        if (!EthernetFrame.TryRead(frame, out EthernetFrame head))
        {
            from.Counters.NoteDrop(FrameDrop.Malformed);
        }
        else if (head.Source != from.Address && !TryLearn(members, from, head.Source))
        {
            from.Counters.NoteDrop(FrameDrop.Spoofed);
        }
        else if (head.IsForBridges)
        {
            from.Counters.NoteDrop(FrameDrop.Refused);
        }
        else if (Place(members, head.Destination) is { } to)
        {
            if (to == from || !from.MayReach(to))
            {
                from.Counters.NoteDrop(FrameDrop.Refused);
                return;
            }

            from.Counters.NoteSent(frame.Length);
            to.Deliver(frame, from.Index);
        }
        else
        {
            Flood(members, from, frame);
        }
    }

    private static void Flood(Members members, SwitchPort from, ReadOnlySpan<byte> frame)
    {
        from.Counters.NoteSent(frame.Length);
        foreach (SwitchPort port in members.Ports)
        {
            if (port != from && from.MayReach(port))
            {
                port.Deliver(frame, from.Index);
            }
        }
    }

    // Whose own address it is, no other port may have.
    private bool TryLearn(Members members, SwitchPort from, MacAddress source)
    {
        if (!from.Options.AllowsOtherAddresses || members.ByAddress.ContainsKey(source))
        {
            return false;
        }

        lock (_tableGate)
        {
            _table.Learn(source, from.Index);
        }

        return true;
    }

    private SwitchPort? Place(Members members, MacAddress address)
    {
        if (address.IsGroup)
        {
            return null;
        }

        if (members.ByAddress.TryGetValue(address, out SwitchPort? owner))
        {
            return owner;
        }

        int? seen;
        lock (_tableGate)
        {
            seen = _table.Find(address);
        }

        foreach (SwitchPort port in members.Ports)
        {
            if (port.Index == seen)
            {
                return port;
            }
        }

        return null;
    }

    /// <summary>The ports as they are for a while: a new one is made when one comes or goes, so that forwarding needs no lock.</summary>
    private sealed class Members(ImmutableArray<SwitchPort> ports)
    {
        public ImmutableArray<SwitchPort> Ports { get; } = ports;

        public FrozenDictionary<MacAddress, SwitchPort> ByAddress { get; } = ports.ToFrozenDictionary(static port => port.Address);
    }
}
