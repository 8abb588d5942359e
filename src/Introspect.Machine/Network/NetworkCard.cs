using Introspect.Devices;

namespace Introspect.Machine.Network;

/// <summary>A network device that a machine gets, and what it is plugged into.</summary>
public sealed record NetworkCard(MacAddress Address, INetworkCable Cable);
