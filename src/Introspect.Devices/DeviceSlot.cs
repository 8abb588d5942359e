using Introspect.Core;
using Introspect.Core.Timing;
using Introspect.Devices.Virtio;
using Introspect.Memory;

namespace Introspect.Devices;

/// <summary>What the place of one device on a board offers it. A device takes what it needs.</summary>
public sealed class DeviceSlot
{
    /// <summary>A serial line that nobody listens to.</summary>
    public static ICharacterSink Nowhere { get; } = new Drain();

    /// <summary>The device's interrupt wire.</summary>
    public required IInterruptLine Interrupt { get; init; }

    public required IMachineClock Clock { get; init; }

    public required EventQueue Events { get; init; }

    /// <summary>RAM as a bus master reaches it.</summary>
    public required IPhysicalMemory Memory { get; init; }

    /// <summary>Seconds since 1970 when the machine's clock is at zero.</summary>
    public ulong WallClockSeconds { get; init; }

    /// <summary>Where a serial device sends its characters; by default <see cref="Nowhere"/>.</summary>
    public ICharacterSink Characters { get; init; } = Nowhere;

    /// <summary>Asks for a reset of the machine; by default nobody listens.</summary>
    public Action RequestReset { get; init; } = static () => { };

    /// <summary>What is plugged into a virtio slot; null leaves it empty.</summary>
    public VirtioDevice? Virtio { get; init; }

    private sealed class Drain : ICharacterSink
    {
        public void Put(byte character)
        {
        }
    }
}
