using Introspect.Devices.Interrupts;
using Introspect.Devices.Tests.Fakes;
using Introspect.Memory;

namespace Introspect.Devices.Tests.Interrupts;

/// <summary>A GIC with 256 shared interrupts, its views and its outputs.</summary>
internal sealed class TestGic
{
    public const uint DistributorControl = 0x000, Group = 0x080, Enable = 0x100, Disable = 0x180, SetPending = 0x200, ClearPending = 0x280;
    public const uint SetActive = 0x300, ClearActive = 0x380, Priority = 0x400, Target = 0x800, Configuration = 0xC00, SendSgi = 0xF00;
    public const uint ClearSgi = 0xF10, SetSgi = 0xF20;
    public const uint Control = 0x00, Mask = 0x04, BinaryPoint = 0x08, Acknowledge = 0x0C, End = 0x10, Running = 0x14, Highest = 0x18;
    public const uint AliasedBinaryPoint = 0x1C, AliasedAcknowledge = 0x20, AliasedEnd = 0x24, AliasedHighest = 0x28, Active = 0xD0;
    public const uint Deactivate = 0x1000;

    private readonly FakeInterruptLine[] _irqs;
    private readonly FakeInterruptLine[] _fiqs;

    public TestGic(int cpus = 1)
    {
        _irqs = [.. Enumerable.Range(0, cpus).Select(_ => new FakeInterruptLine())];
        _fiqs = [.. Enumerable.Range(0, cpus).Select(_ => new FakeInterruptLine())];
        Gic = new Gic(256, [.. _irqs.Zip(_fiqs, (irq, fiq) => new GicOutputs(irq, fiq))]);
    }

    public Gic Gic { get; }

    public bool Irq(int cpu = 0) => _irqs[cpu].IsRaised;

    public bool Fiq(int cpu = 0) => _fiqs[cpu].IsRaised;

    public IMmioDevice Dist(int cpu = 0) => Gic.DistributorFor(cpu);

    public IMmioDevice Cpu(int cpu = 0) => Gic.CpuInterfaceFor(cpu);

    public uint Ack(int cpu = 0) => Cpu(cpu).Read32(Acknowledge);

    public void Eoi(uint value, int cpu = 0) => Cpu(cpu).Write32(End, value);

    /// <summary>Both groups forwarded, group 0 enabled at every CPU interface, no priority masked.</summary>
    public TestGic Open(uint control = 1)
    {
        Dist().Write32(DistributorControl, 3);
        for (int cpu = 0; cpu < Gic.CpuCount; cpu++)
        {
            Cpu(cpu).Write32(Control, control);
            Cpu(cpu).Write32(Mask, 0xFF);
        }

        return this;
    }

    /// <summary>Enables an interrupt with a priority, for the vCPUs of the mask when it is shared.</summary>
    public TestGic Enabled(int id, byte priority = 0x80, byte targets = 1, int cpu = 0)
    {
        Dist(cpu).Write8(Priority + (uint)id, priority);
        Dist(cpu).Write8(Target + (uint)id, targets);
        Dist(cpu).Write32(Word(Enable, id), 1u << id);
        return this;
    }

    public TestGic EdgeTriggered(int id)
    {
        uint offset = Configuration + (4 * (uint)(id / 16));
        Dist().Write32(offset, Dist().Read32(offset) | (2u << (2 * (id % 16))));
        return this;
    }

    public TestGic InGroup1(int id, int cpu = 0)
    {
        Dist(cpu).Write32(Word(Group, id), Dist(cpu).Read32(Word(Group, id)) | (1u << id));
        return this;
    }

    public bool Has(uint register, int id, int cpu = 0) => (Dist(cpu).Read32(Word(register, id)) & (1u << id)) != 0;

    public static uint Word(uint register, int id) => register + (4 * (uint)(id / 32));
}
