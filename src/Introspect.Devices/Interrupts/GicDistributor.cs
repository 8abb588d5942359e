using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Interrupts;

/// <summary>The distributor of a <see cref="Gic"/> as a vCPU sees it. ARM IHI 0048B chapter 4.3; GICD_NSACR is RAZ/WI.</summary>
internal sealed class GicDistributor(Gic gic, int cpu) : IMmioDevice, IReportsUnmodelled
{
    private const int MaxWords = 32;
    private const uint Priorities = 0x400, Targets = 0x800, Configuration = 0xC00;
    private const uint SgiMask = 0xFFFF;
    private const uint Implementer = 0x0200_143B;

    private static readonly RegisterMap<GicDistributor> s_registers = new("gic-distributor", size: 0x1000)
    {
        { 0x000, "GICD_CTLR", static d => d.Gic.Control, static (d, v) => d.SetControl(v & 3) },
        { 0x004, "GICD_TYPER", static d => (uint)(d.Gic.Words - 1) | ((uint)(d.Gic.CpuCount - 1) << 5) },
        { 0x008, "GICD_IIDR", Implementer },
        { 0x080, MaxWords, "GICD_IGROUPR", static (d, i) => d.Read(d.Gic.Group1, i), static (d, i, v) => d.Assign(d.Gic.Group1, i, v) },
        { 0x100, MaxWords, "GICD_ISENABLER", static (d, i) => d.Read(d.Gic.Enabled, i), static (d, i, v) => d.Set(d.Gic.Enabled, i, v) },
        { 0x180, MaxWords, "GICD_ICENABLER", static (d, i) => d.Read(d.Gic.Enabled, i), static (d, i, v) => d.ClearButSgis(d.Gic.Enabled, i, v) },
        { 0x200, MaxWords, "GICD_ISPENDR", static (d, i) => d.ReadPending(i), static (d, i, v) => d.Set(d.Gic.Latched, i, d.ButSgis(i, v)) },
        { 0x280, MaxWords, "GICD_ICPENDR", static (d, i) => d.ReadPending(i), static (d, i, v) => d.ClearButSgis(d.Gic.Latched, i, v) },
        { 0x300, MaxWords, "GICD_ISACTIVER", static (d, i) => d.Read(d.Gic.Active, i), static (d, i, v) => d.Set(d.Gic.Active, i, v) },
        { 0x380, MaxWords, "GICD_ICACTIVER", static (d, i) => d.Read(d.Gic.Active, i), static (d, i, v) => d.Clear(d.Gic.Active, i, v) },
        { Priorities, 255, "GICD_IPRIORITYR", static (d, i) => d.ReadBytes(Priorities, i), static (d, i, v) => d.WriteBytes(Priorities, i, v) },
        { Targets, 255, "GICD_ITARGETSR", static (d, i) => d.ReadBytes(Targets, i), static (d, i, v) => d.WriteBytes(Targets, i, v) },
        { Configuration, 64, "GICD_ICFGR", static (d, i) => d.ReadConfiguration(i), static (d, i, v) => d.WriteConfiguration(i, v) },
        { 0xF00, "GICD_SGIR", static (d, v) => d.SendSgi(v) },
        { 0xF10, 4, "GICD_CPENDSGIR", static (d, i) => d.ReadSgiSources(i), static (d, i, v) => d.ClearSgiSources(i, v) },
        { 0xF20, 4, "GICD_SPENDSGIR", static (d, i) => d.ReadSgiSources(i), static (d, i, v) => d.SetSgiSources(i, v) },
        { 0xFD0, "GICD_PIDR", [0x04, 0x00, 0x00, 0x00, 0x90, 0xB4, 0x2B, 0x00] },
        { 0xFF0, "GICD_CIDR", [0x0D, 0xF0, 0x05, 0xB1] },
    };

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private Gic Gic => gic;

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Write8(uint offset, byte value)
    {
        if (offset is >= Priorities and < Configuration)
        {
            WriteByte(offset & 0xC00, (int)(offset & 0x3FF), value);
            gic.UpdateAll();
            return;
        }

        Write32(offset & ~3u, (uint)value << (int)(8 * (offset & 3)));
    }

    public void Write16(uint offset, ushort value)
    {
        if (offset is >= Priorities and < Configuration)
        {
            Write8(offset, (byte)value);
            Write8(offset + 1, (byte)(value >> 8));
            return;
        }

        Write32(offset & ~3u, (uint)value << (int)(8 * (offset & 2)));
    }

    public void Reset() => gic.Reset();

    private void SetControl(uint value)
    {
        gic.Control = value;
        gic.UpdateAll();
    }

    private uint Read(InterruptBitmap bitmap, int word) => word < gic.Words ? bitmap.Word(cpu, word) : 0;

    private uint ReadPending(int word) => word < gic.Words ? gic.Pending(cpu, word) : 0;

    private void Assign(InterruptBitmap bitmap, int word, uint value)
    {
        if (word < gic.Words)
        {
            bitmap.Word(cpu, word) = value;
            gic.UpdateAll();
        }
    }

    private void Set(InterruptBitmap bitmap, int word, uint value) => Assign(bitmap, word, Read(bitmap, word) | value);

    private void Clear(InterruptBitmap bitmap, int word, uint value) => Assign(bitmap, word, Read(bitmap, word) & ~value);

    private void ClearButSgis(InterruptBitmap bitmap, int word, uint value) => Clear(bitmap, word, ButSgis(word, value));

    /// <summary>SGIs are always enabled, and pending by their own registers only.</summary>
    private uint ButSgis(int word, uint value) => word == 0 ? value & ~SgiMask : value;

    private uint ReadBytes(uint array, int word)
    {
        uint value = 0;
        for (int lane = 0; lane < 4; lane++)
        {
            value |= (uint)ReadByte(array, (word * 4) + lane) << (8 * lane);
        }

        return value;
    }

    private void WriteBytes(uint array, int word, uint value)
    {
        for (int lane = 0; lane < 4; lane++)
        {
            WriteByte(array, (word * 4) + lane, (byte)(value >> (8 * lane)));
        }

        gic.UpdateAll();
    }

    private byte ReadByte(uint array, int id)
    {
        if (id >= gic.InterruptCount)
        {
            return 0;
        }

        if (array == Priorities)
        {
            return gic.Priority(cpu, id);
        }

        return gic.CpuCount == 1 ? (byte)0 : id < 32 ? (byte)(1 << cpu) : gic.Targets(id);
    }

    private void WriteByte(uint array, int id, byte value)
    {
        if (id >= gic.InterruptCount)
        {
            return;
        }

        if (array == Priorities)
        {
            gic.Priority(cpu, id) = value;
        }
        else if (gic.CpuCount > 1 && id >= 32)
        {
            gic.SetTargets(id, value);
        }
    }

    /// <summary>Two bits an interrupt, the upper one says edge-triggered. ARM IHI 0048B 4.3.13.</summary>
    private uint ReadConfiguration(int word)
    {
        uint edge = Read(gic.Edge, word / 2) >> (16 * (word % 2));
        uint value = 0;
        for (int i = 0; i < 16; i++)
        {
            value |= ((edge >> i) & 1) << ((2 * i) + 1);
        }

        return value;
    }

    private void WriteConfiguration(int word, uint value)
    {
        if (word == 0)
        {
            return;
        }

        uint edge = 0;
        for (int i = 0; i < 16; i++)
        {
            edge |= ((value >> ((2 * i) + 1)) & 1) << i;
        }

        Assign(gic.Edge, word / 2, Bits.Insert(Read(gic.Edge, word / 2), 16 * (word % 2), 16, edge));
    }

    private void SendSgi(uint value)
    {
        uint targets = Bits.Extract(value, 24, 2) switch
        {
            0 => Bits.Extract(value, 16, 8),
            1 => ~(1u << cpu),
            2 => 1u << cpu,
            _ => 0,
        };
        for (int target = 0; target < gic.CpuCount; target++)
        {
            if (Bits.IsSet(targets, target))
            {
                gic.SendSgi(cpu, target, (int)(value & 0xF));
            }
        }
    }

    private uint ReadSgiSources(int word)
    {
        uint value = 0;
        for (int lane = 0; lane < 4; lane++)
        {
            value |= (uint)gic.SgiSources(cpu, (word * 4) + lane) << (8 * lane);
        }

        return value;
    }

    private void SetSgiSources(int word, uint value) => AssignSgiSources(word, ReadSgiSources(word) | value);

    private void ClearSgiSources(int word, uint value) => AssignSgiSources(word, ReadSgiSources(word) & ~value);

    private void AssignSgiSources(int word, uint value)
    {
        byte existing = (byte)((1 << gic.CpuCount) - 1);
        for (int lane = 0; lane < 4; lane++)
        {
            int sgi = (word * 4) + lane;
            byte sources = (byte)((value >> (8 * lane)) & existing);
            gic.SgiSources(cpu, sgi) = sources;
            ref uint latched = ref gic.Latched.Word(cpu, 0);
            latched = Bits.With(latched, sgi, sources != 0);
        }

        gic.UpdateAll();
    }
}
