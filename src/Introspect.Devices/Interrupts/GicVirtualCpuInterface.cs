using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Interrupts;

/// <summary>
/// The CPU interface that a hypervisor's guest takes for its GICC, GICV: it acts on the list registers. ARM IHI 0048B chapter 5.5.
/// </summary>
internal sealed class GicVirtualCpuInterface(GicVirtualInterface control) : IMmioDevice, IReportsUnmodelled
{
    private const uint Implementer = 0x0202_143B;
    private const uint ControlBits = 0x21F, IdMask = 0x3FF;
    private const int AckCtl = 2, EoiMode = 9;
    private const int BinaryPoint = 21, AliasedBinaryPoint = 18, PriorityMask = 27;

    private static readonly RegisterMap<GicVirtualCpuInterface> s_registers = new("gic-virtual-cpu-interface", size: 0x2000)
    {
        { 0x0000, "GICV_CTLR", static d => d.Field(0, ControlBits), static (d, v) => d.SetField(0, ControlBits, v) },
        { 0x0004, "GICV_PMR", static d => d.Field(PriorityMask, 0x1F) << 3, static (d, v) => d.SetField(PriorityMask, 0x1F, v >> 3) },
        { 0x0008, "GICV_BPR", static d => d.Field(BinaryPoint, 7), static (d, v) => d.SetField(BinaryPoint, 7, v) },
        { 0x000C, "GICV_IAR", static d => d.Acknowledge(group1Only: false) },
        { 0x0010, "GICV_EOIR", static (d, v) => d.EndOfInterrupt(v) },
        { 0x0014, "GICV_RPR", static d => Math.Min((uint)d.Control.RunningPriority << 3, 0xFF) },
        { 0x0018, "GICV_HPPIR", static d => d.HighestPending(group1Only: false) },
        { 0x001C, "GICV_ABPR", static d => d.Field(AliasedBinaryPoint, 7), static (d, v) => d.SetField(AliasedBinaryPoint, 7, v) },
        { 0x0020, "GICV_AIAR", static d => d.Acknowledge(group1Only: true) },
        { 0x0024, "GICV_AEOIR", static (d, v) => d.EndOfInterrupt(v) },
        { 0x0028, "GICV_AHPPIR", static d => d.HighestPending(group1Only: true) },
        { 0x00D0, "GICV_APR", static d => d.Control.ActivePriorities, static (d, v) => d.Control.ActivePriorities = v },
        { 0x00FC, "GICV_IIDR", Implementer },
        { 0x1000, "GICV_DIR", static (d, v) => d.DeactivateInterrupt(v) },
    };

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private GicVirtualInterface Control => control;

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset() => control.Reset();

    private uint Field(int shift, uint mask) => (control.MachineControl >> shift) & mask;

    private void SetField(int shift, uint mask, uint value) =>
        control.MachineControl = (control.MachineControl & ~(mask << shift)) | ((value & mask) << shift);

    private uint HighestPending(bool group1Only)
    {
        int index = control.HighestPending();
        bool isGroup1 = index >= 0 && control[index].Group == 1;
        return index < 0 || (group1Only && !isGroup1) ? Gic.Spurious
            : isGroup1 && !group1Only && !Bits.IsSet(control.MachineControl, AckCtl) ? Gic.OtherGroup
            : control[index].Identification;
    }

    private uint Acknowledge(bool group1Only)
    {
        int index = control.HighestPending();
        uint answer = control.IsSignalled(index) ? HighestPending(group1Only) : Gic.Spurious;
        if (answer is not (Gic.Spurious or Gic.OtherGroup))
        {
            control.Activate(index);
        }

        return answer;
    }

    private void EndOfInterrupt(uint value)
    {
        if ((value & IdMask) >= Gic.OtherGroup)
        {
            return;
        }

        control.DropPriority();
        if (!Bits.IsSet(control.MachineControl, EoiMode))
        {
            control.Deactivate(value & IdMask);
        }
    }

    private void DeactivateInterrupt(uint value)
    {
        if (Bits.IsSet(control.MachineControl, EoiMode))
        {
            control.Deactivate(value & IdMask);
        }
    }
}
