using Introspect.Memory;

namespace Introspect.Devices.Paravirtual;

/// <summary>
/// A device of the paravirtual set (docs/paravirtual.md): a window of word registers that any ARM from version 4 on can drive. A command is
/// done before the store that gives it is over, so nothing has to be waited for, and no order of accesses has to be kept but that of the program.
/// </summary>
public abstract class ParavirtualDevice : IMmioDevice, IReportsUnmodelled
{
    /// <summary>Every window has a page of its own: a kernel can hand one device to somebody else.</summary>
    public const uint WindowBytes = 0x1000;

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => WindowBytes;

    /// <summary>What it is.</summary>
    public abstract ParavirtualKind Kind { get; }

    /// <summary>What it can beyond the registers that all of its kind have, as the discovery page tells.</summary>
    public virtual uint Features => 0;

    /// <summary>False while the host has given nothing to stand behind it.</summary>
    public virtual bool IsPresent => true;

    public abstract uint Read32(uint offset);

    public abstract void Write32(uint offset, uint value);

    public abstract void Reset();
}
