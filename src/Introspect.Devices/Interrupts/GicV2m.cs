using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Interrupts;

/// <summary>
/// GICv2m MSI frame, ARM Server Base System Architecture (ARM DEN 0029) appendix on GICv2m: a write of an interrupt's number
/// gives an edge on that shared interrupt. <paramref name="lines"/> are the inputs from <paramref name="firstId"/> on.
/// </summary>
public sealed class GicV2m(uint firstId, IReadOnlyList<IInterruptLine> lines) : IMmioDevice, IReportsUnmodelled
{
    private static readonly RegisterMap<GicV2m> s_registers = new("gic-v2m", size: 0x1000)
    {
        { 0x008, "MSI_TYPER", static d => d.Type },
        { 0x040, "MSI_SETSPI_NS", static (d, v) => d.Signal(v) },
        { 0xFCC, "MSI_IIDR", 0x53D },
    };

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private uint Type => (firstId << 16) | (uint)lines.Count;

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset()
    {
        // The frame has no state.
    }

    private void Signal(uint value)
    {
        uint index = (value & 0x3FF) - firstId;
        if (index < (uint)lines.Count)
        {
            lines[(int)index].Set(true);
            lines[(int)index].Set(false);
        }
    }
}
