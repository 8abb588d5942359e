using Introspect.Core;

namespace Introspect.Devices.Paravirtual;

/// <summary>
/// The devices that every board has in the same way, old ones too, and the page that a guest finds them by (docs/paravirtual.md). The host
/// reaches them here; whatever it hands in goes through the machine's input door.
/// </summary>
public sealed class ParavirtualSet
{
    /// <summary>Drives that there is a window for.</summary>
    public const int MostDrives = 64;

    // Other numbers than virtio's entropy device gives.
    private const ulong SeedSalt = ParavirtualPage.Magic;

    /// <summary>Makes the set.</summary>
    public ParavirtualSet(ParavirtualSlot parts)
    {
        Invariant.Require(parts.Drives.Length <= MostDrives);
        DeviceSlot slot = parts.Slot;
        Page = new ParavirtualPage(parts.InterruptNumber, slot.Interrupt);
        Console = Page.Add(irq => new ParavirtualConsole(slot.Characters, slot.Memory, irq));
        Net = Page.Add(irq => new ParavirtualNet([0x52, 0x54, 0, 0x12, 0x34, 0x57], parts.Cable, slot.Memory, irq));
        Clock = Page.Add(irq => new ParavirtualClock(slot.Clock, slot.Events, slot.WallClockSeconds, irq));
        Balloon = Page.Add(irq => new ParavirtualBalloon(slot.Memory, parts.Pages, irq));
        Input = Page.Add(irq => new ParavirtualInput(irq));
        Ring = Page.Add(irq => new ParavirtualRing(slot.Memory, irq));
        Power = Page.Add(irq => new ParavirtualPower(parts.Power, irq));
        Framebuffer = new ParavirtualFramebuffer(slot.Memory);
        Page.Add(Framebuffer.Kind, Framebuffer);
        Page.Add(ParavirtualKind.Rng, new ParavirtualRng(parts.Seed ^ SeedSalt, slot.Memory));
        TraceOffset = Page.Add(ParavirtualKind.Trace);
        CallsOffset = Page.Add(ParavirtualKind.Calls);
        foreach (IBlockBackend drive in parts.Drives)
        {
            Page.Add(ParavirtualKind.Block, new ParavirtualBlock(drive, slot.Memory));
        }
    }

    public ParavirtualPage Page { get; }

    public ParavirtualConsole Console { get; }

    public ParavirtualNet Net { get; }

    public ParavirtualClock Clock { get; }

    public ParavirtualBalloon Balloon { get; }

    public ParavirtualInput Input { get; }

    public ParavirtualRing Ring { get; }

    public ParavirtualPower Power { get; }

    public ParavirtualFramebuffer Framebuffer { get; }

    /// <summary>Where every vCPU has a <see cref="ParavirtualTrace"/> of its own, from the page on.</summary>
    public uint TraceOffset { get; }

    /// <summary>Where every vCPU has <see cref="ParavirtualCalls"/> of its own, from the page on.</summary>
    public uint CallsOffset { get; }

    /// <summary>The devices that all vCPUs share, and the offsets of their windows from the page.</summary>
    public IEnumerable<(uint Offset, ParavirtualDevice Device)> Placed() => Page.Placed();
}
