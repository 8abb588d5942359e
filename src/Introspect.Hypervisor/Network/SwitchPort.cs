using Introspect.Devices;

namespace Introspect.Hypervisor.Network;

/// <summary>What a port of a switch may do.</summary>
public sealed record SwitchPortOptions
{
    /// <summary>True: frames may come from other addresses than the port's own, as a guest that bridges sends them.</summary>
    public bool AllowsOtherAddresses { get; init; }

    /// <summary>True: the port talks with those only that are not isolated themselves.</summary>
    public bool IsIsolated { get; init; }
}

/// <summary>A port of a <see cref="VirtualSwitch"/>.</summary>
public sealed class SwitchPort : GuestPort
{
    private readonly VirtualSwitch _network;
    private ulong _reached;

    internal SwitchPort(VirtualSwitch network, int index, string owner, MacAddress address, SwitchPortOptions options)
    {
        _network = network;
        Index = index;
        Owner = owner;
        Address = address;
        Options = options;
    }

    /// <summary>Whose it is.</summary>
    public string Owner { get; }

    /// <summary>The address of the device that is plugged in. No other port can have frames for it.</summary>
    public MacAddress Address { get; }

    /// <summary>What it may do.</summary>
    public SwitchPortOptions Options { get; }

    /// <summary>Its place on the switch.</summary>
    internal int Index { get; }

    public override void Send(ReadOnlySpan<byte> frame) => _network.Forward(this, frame);

    public override void Dispose() => _network.Remove(this);

    /// <summary>True when its frames may go to another port.</summary>
    public bool MayReach(SwitchPort other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ((Volatile.Read(ref _reached) >> other.Index) & 1) != 0;
    }

    internal void SetReached(SwitchPort other, bool isAllowed)
    {
        ulong bit = 1UL << other.Index;
        Volatile.Write(ref _reached, isAllowed ? _reached | bit : _reached & ~bit);
    }
}
