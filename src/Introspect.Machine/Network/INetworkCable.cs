using Introspect.Devices;

namespace Introspect.Machine.Network;

/// <summary>What a network device of a machine is plugged into. It takes frames on the machine's thread and never makes that wait.</summary>
public interface INetworkCable : IPacketBackend
{
    /// <summary>Says where frames for the device go; called once, before the machine runs.</summary>
    void Connect(PacketEntrance guest);
}
