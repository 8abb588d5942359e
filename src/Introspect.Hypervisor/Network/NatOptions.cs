using System.Collections.Immutable;
using System.Net;

namespace Introspect.Hypervisor.Network;

/// <summary>A port of the host that leads to a port of the guest.</summary>
/// <param name="Address">The host's address that it is bound to.</param>
/// <param name="HostPort">The host's port.</param>
/// <param name="GuestPort">The guest's port.</param>
/// <param name="IsUdp">UDP instead of TCP.</param>
public sealed record PortForward(IPAddress Address, int HostPort, int GuestPort, bool IsUdp = false);

/// <summary>What a guest behind address translation may reach, and what reaches it.</summary>
public sealed record NatOptions
{
    /// <summary>Ports of the host that lead to the guest.</summary>
    public ImmutableArray<PortForward> Forwards { get; init; } = [];

    /// <summary>True: the guest reaches nothing but what came through a forward; only the forwards lead to it.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>True: the host's own loopback, which the guest sees as 10.0.2.2, is closed to it.</summary>
    public bool ClosesHost { get; init; }
}
