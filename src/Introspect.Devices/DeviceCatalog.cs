using System.Collections.Frozen;
using Introspect.Devices.Clock;
using Introspect.Devices.Control;
using Introspect.Devices.Gpio;
using Introspect.Devices.Serial;
using Introspect.Devices.Virtio;
using Introspect.Memory;

namespace Introspect.Devices;

/// <summary>Makes a device for its place on a board.</summary>
public delegate IMmioDevice DeviceFactory(DeviceSlot slot);

/// <summary>
/// The devices that a board places by a row of base, name and interrupt. Interrupt controllers, flash, the firmware
/// configuration and the paravirtual set need more wires than a slot has; a board wires them itself.
/// </summary>
public static class DeviceCatalog
{
    /// <summary>The devices by the name device trees call them.</summary>
    public static readonly FrozenDictionary<string, DeviceFactory> ByCompatible = new Dictionary<string, DeviceFactory>
    {
        ["arm,pl011"] = static slot => new Pl011Uart(slot.Characters, slot.Interrupt),
        ["arm,pl031"] = static slot => new Pl031Rtc(slot.Clock, slot.Events, slot.Interrupt, slot.WallClockSeconds),
        ["arm,pl061"] = static slot => new Pl061Gpio(slot.Interrupt),
        ["arm,sp804"] = static slot => new Sp804Timer(slot.Clock, slot.Events, slot.Interrupt),
        ["arm,versatile-sysreg"] = static slot => new VersatileSystemRegisters(slot.Clock, slot.RequestReset),
        ["virtio,mmio"] = static slot => new VirtioMmio(slot.Virtio, slot.Memory, slot.Interrupt),
    }.ToFrozenDictionary();
}
