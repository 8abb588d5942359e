using Introspect.Devices;

namespace Introspect.Hypervisor.Network;

/// <summary>What a machine's network device is to be plugged into.</summary>
/// <param name="Address">The device's address; null: one is chosen by the machine's name.</param>
public abstract record NetworkRequest(MacAddress? Address)
{
    /// <summary>A way out by address translation.</summary>
    public sealed record Nat(NatOptions Options, MacAddress? Address = null) : NetworkRequest(Address);

    /// <summary>A switch of this process.</summary>
    public sealed record Switch(string Name, SwitchPortOptions Options, MacAddress? Address = null) : NetworkRequest(Address);

    /// <summary>An interface of the host.</summary>
    public sealed record Tap(string Interface, MacAddress? Address = null) : NetworkRequest(Address);
}
