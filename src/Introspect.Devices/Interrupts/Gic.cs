using System.Numerics;
using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Interrupts;

/// <summary>Where a GIC's CPU interface leads: the IRQ and FIQ inputs of its vCPU.</summary>
public sealed record GicOutputs(IInterruptLine Irq, IInterruptLine Fiq);

/// <summary>
/// ARM Generic Interrupt Controller v2, ARM IHI 0048B, for 1 to 8 vCPUs. A register bank depends on who accesses it, so each
/// vCPU has a view of its own on the distributor and on the CPU interface. 8 bits of priority, 128 preemption levels; groups
/// exist, interrupts of a GIC just reset are in group 0. Not modelled: Security Extensions, bypass.
/// </summary>
public sealed class Gic
{
    /// <summary>What the identification of an interrupt says when there is none; 1022: there is one of the other group.</summary>
    public const int Spurious = 1023, OtherGroup = 1022;

    private const int PrivateInterrupts = 32, FirstPpi = 16, Ppis = 16;

    private readonly GicDistributor[] _distributors;
    private readonly GicCpuInterface[] _interfaces;
    private readonly List<GicVirtualInterface> _virtualInterfaces = [];
    private readonly Input[] _spis;
    private readonly Input[] _ppis;
    private readonly byte[] _priorities;
    private readonly uint[] _targeted;
    private readonly byte[] _sgiSources;

    /// <summary>Hears of each interrupt that a vCPU acknowledges, by the vCPU and the interrupt's number.</summary>
    public Action<int, uint>? Acknowledged { get; set; }

    /// <summary>Hears of each interrupt that a vCPU is done with, in the same way.</summary>
    public Action<int, uint>? Ended { get; set; }

    /// <summary>A GIC with <paramref name="spiCount"/> shared interrupts (32, 64, ... 256) and a vCPU for each output.</summary>
    public Gic(int spiCount, IReadOnlyList<GicOutputs> outputs)
    {
        Invariant.Require(spiCount is >= 32 and <= 256 && spiCount % 32 == 0);
        Invariant.Require(outputs.Count is >= 1 and <= 8);
        CpuCount = outputs.Count;
        Words = (PrivateInterrupts + spiCount) / 32;
        Enabled = new InterruptBitmap(CpuCount, Words);
        Latched = new InterruptBitmap(CpuCount, Words);
        Level = new InterruptBitmap(CpuCount, Words);
        Active = new InterruptBitmap(CpuCount, Words);
        Edge = new InterruptBitmap(CpuCount, Words);
        Group1 = new InterruptBitmap(CpuCount, Words);
        _priorities = new byte[(CpuCount * PrivateInterrupts) + spiCount];
        _targeted = new uint[CpuCount * Words];
        _sgiSources = new byte[CpuCount * FirstPpi];
        _spis = [.. Enumerable.Range(0, spiCount).Select(n => new Input(this, 0, PrivateInterrupts + n))];
        _ppis = [.. Enumerable.Range(0, CpuCount * Ppis).Select(n => new Input(this, n / Ppis, FirstPpi + (n % Ppis)))];
        _distributors = [.. Enumerable.Range(0, CpuCount).Select(cpu => new GicDistributor(this, cpu))];
        _interfaces = [.. outputs.Select((output, cpu) => new GicCpuInterface(this, cpu, output))];
        Reset();
    }

    public int CpuCount { get; }

    /// <summary>Interrupts there are, private ones of one vCPU included: identifications run from 0 to one less.</summary>
    public int InterruptCount => Words * 32;

    internal int Words { get; }

    /// <summary>GICD_CTLR: bit 0 forwards group 0, bit 1 group 1.</summary>
    internal uint Control { get; set; }

    internal InterruptBitmap Enabled { get; }

    /// <summary>Pending by itself: an edge that came, an SGI, or a write to GICD_ISPENDR.</summary>
    internal InterruptBitmap Latched { get; }

    /// <summary>The levels of the input wires.</summary>
    internal InterruptBitmap Level { get; }

    internal InterruptBitmap Active { get; }

    internal InterruptBitmap Edge { get; }

    internal InterruptBitmap Group1 { get; }

    /// <summary>Input of shared interrupt <paramref name="spi"/>, counted from 0 as device trees do: INTID 32 + spi.</summary>
    public IInterruptLine Spi(int spi) => _spis[spi];

    /// <summary>The input of private interrupt <paramref name="ppi"/> (0 to 15) of a vCPU: INTID 16 + ppi.</summary>
    public IInterruptLine Ppi(int cpu, int ppi)
    {
        Invariant.Require(ppi is >= 0 and < Ppis);
        return _ppis[(cpu * Ppis) + ppi];
    }

    /// <summary>The distributor as this vCPU sees it.</summary>
    public IMmioDevice DistributorFor(int cpu) => _distributors[cpu];

    /// <summary>The CPU interface of this vCPU.</summary>
    public IMmioDevice CpuInterfaceFor(int cpu) => _interfaces[cpu];

    /// <summary>The Virtualization Extensions for a vCPU: the hypervisor's side and the guest's, driving these inputs and a maintenance interrupt.</summary>
    public (IMmioDevice Control, IMmioDevice CpuInterface) AddVirtualInterface(int cpu, GicOutputs virtualInputs, IInterruptLine maintenance)
    {
        var control = new GicVirtualInterface(this, cpu, virtualInputs, maintenance);
        _virtualInterfaces.Add(control);
        return (control, new GicVirtualCpuInterface(control));
    }

    /// <summary>All of it: distributor and every CPU interface. The inputs keep their levels, they belong to others.</summary>
    public void Reset()
    {
        const uint Sgis = 0xFFFF;
        Control = 0;
        Enabled.Reset(Sgis);
        Latched.Reset();
        Active.Reset();
        Edge.Reset(Sgis);
        Group1.Reset();
        Array.Clear(_priorities);
        Array.Clear(_sgiSources);
        Array.Clear(_targeted);
        for (int cpu = 0; cpu < CpuCount; cpu++)
        {
            // With one vCPU there is nothing to choose: GICD_ITARGETSR is RAZ/WI and everything goes to vCPU 0.
            _targeted.AsSpan(cpu * Words, CpuCount == 1 ? Words : 1).Fill(uint.MaxValue);
        }

        foreach (GicCpuInterface face in _interfaces)
        {
            face.ResetRegisters();
        }

        foreach (GicVirtualInterface face in _virtualInterfaces)
        {
            face.Reset();
        }
    }

    internal ref byte Priority(int cpu, int id) =>
        ref _priorities[id < PrivateInterrupts ? (cpu * PrivateInterrupts) + id : ((CpuCount - 1) * PrivateInterrupts) + id];

    internal ref byte SgiSources(int cpu, int sgi) => ref _sgiSources[(cpu * FirstPpi) + sgi];

    internal byte Targets(int id)
    {
        uint targets = 0;
        for (int cpu = 0; cpu < CpuCount; cpu++)
        {
            targets |= ((Targeted(cpu, id >> 5) >> id) & 1) << cpu;
        }

        return (byte)targets;
    }

    internal void SetTargets(int spi, byte targets)
    {
        for (int cpu = 0; cpu < CpuCount; cpu++)
        {
            ref uint word = ref Targeted(cpu, spi >> 5);
            word = Bits.With(word, spi & 31, Bits.IsSet(targets, cpu));
        }
    }

    /// <summary>What GICD_ISPENDR shows: what is latched, and the level of what is level-sensitive.</summary>
    internal uint Pending(int cpu, int word) => Latched.Word(cpu, word) | (Level.Word(cpu, word) & ~Edge.Word(cpu, word));

    /// <summary>The most urgent interrupt forwarded to a vCPU, of equals the lowest, or <see cref="Spurious"/>.</summary>
    internal int HighestPending(int cpu)
    {
        uint group0 = (Control & 1) != 0 ? uint.MaxValue : 0;
        uint group1 = (Control & 2) != 0 ? uint.MaxValue : 0;
        int best = Spurious;
        int bestPriority = int.MaxValue;
        for (int word = 0; word < Words; word++)
        {
            uint ofGroup1 = Group1.Word(cpu, word);
            uint waiting = Pending(cpu, word) & Enabled.Word(cpu, word) & ~Active.Word(cpu, word) & Targeted(cpu, word)
                & ((group0 & ~ofGroup1) | (group1 & ofGroup1));
            for (; waiting != 0; waiting &= waiting - 1)
            {
                int id = (word * 32) + BitOperations.TrailingZeroCount(waiting);
                byte priority = Priority(cpu, id);
                if (priority < bestPriority)
                {
                    (best, bestPriority) = (id, priority);
                }
            }
        }

        return best;
    }

    /// <summary>Makes an interrupt active and gives what GICC_IAR shows: an SGI has its source in bits 12:10.</summary>
    internal uint Activate(int cpu, int id)
    {
        uint identification = Identification(cpu, id);
        if (id < FirstPpi)
        {
            SgiSources(cpu, id) &= (byte)(SgiSources(cpu, id) - 1);
        }

        if (id >= FirstPpi || SgiSources(cpu, id) == 0)
        {
            Latched.Clear(cpu, id);
        }

        Active.Set(cpu, id);
        Update(cpu, id);
        return identification;
    }

    internal uint Identification(int cpu, int id) => id < FirstPpi
        ? (uint)(id | (BitOperations.TrailingZeroCount(SgiSources(cpu, id) | 0x80u) << 10))
        : (uint)id;

    internal void Deactivate(int cpu, int id)
    {
        Active.Clear(cpu, id);
        Update(cpu, id);
    }

    /// <summary>A software generated interrupt: GICD_SGIR, or a bit written to GICD_SPENDSGIR.</summary>
    internal void SendSgi(int source, int target, int sgi)
    {
        SgiSources(target, sgi) |= (byte)(1 << source);
        Latched.Set(target, sgi);
        _interfaces[target].Update();
    }

    internal void UpdateAll()
    {
        foreach (GicCpuInterface face in _interfaces)
        {
            face.Update();
        }
    }

    private ref uint Targeted(int cpu, int word) => ref _targeted[(cpu * Words) + word];

    private void Update(int cpu, int id)
    {
        if (id < PrivateInterrupts)
        {
            _interfaces[cpu].Update();
            return;
        }

        for (int target = 0; target < CpuCount; target++)
        {
            if (Bits.IsSet(Targeted(target, id >> 5), id & 31))
            {
                _interfaces[target].Update();
            }
        }
    }

    private void SetLevel(int cpu, int id, bool raised)
    {
        if (Level.Has(cpu, id) == raised)
        {
            return;
        }

        Level.Word(cpu, id >> 5) ^= 1u << id;
        if (raised && Edge.Has(cpu, id))
        {
            Latched.Set(cpu, id);
        }

        Update(cpu, id);
    }

    private sealed class Input(Gic gic, int cpu, int id) : IInterruptLine
    {
        public void Set(bool raised) => gic.SetLevel(cpu, id, raised);
    }
}
