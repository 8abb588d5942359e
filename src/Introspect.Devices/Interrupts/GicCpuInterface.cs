using System.Numerics;
using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Interrupts;

/// <summary>The CPU interface of a <see cref="Gic"/> of one vCPU. ARM IHI 0048B chapter 4.4; GICC_NSAPR is RAZ/WI.</summary>
internal sealed class GicCpuInterface(Gic gic, int cpu, GicOutputs outputs) : IMmioDevice, IReportsUnmodelled
{
    private const uint AckCtl = 1 << 2, FiqEnable = 1 << 3, CommonBinaryPoint = 1 << 4, EoiMode = 1 << 9;
    private const uint ControlMask = 0x21F;
    private const uint Implementer = 0x0202_143B;
    private const uint IdMask = 0x3FF;
    private const int Idle = 0x100;

    private static readonly RegisterMap<GicCpuInterface> s_registers = new("gic-cpu-interface", size: 0x2000)
    {
        { 0x0000, "GICC_CTLR", static d => d._control, static (d, v) => d.Assign(ref d._control, v & ControlMask) },
        { 0x0004, "GICC_PMR", static d => d._priorityMask, static (d, v) => d.Assign(ref d._priorityMask, v & 0xFF) },
        { 0x0008, "GICC_BPR", static d => d._binaryPoint, static (d, v) => d.Assign(ref d._binaryPoint, v & 7) },
        { 0x000C, "GICC_IAR", static d => d.Acknowledge(group1Only: false) },
        { 0x0010, "GICC_EOIR", static (d, v) => d.EndOfInterrupt(v, group1Only: false) },
        { 0x0014, "GICC_RPR", static d => (uint)Math.Min(d.RunningPriority, 0xFF) },
        { 0x0018, "GICC_HPPIR", static d => d.HighestPending(group1Only: false) },
        { 0x001C, "GICC_ABPR", static d => d._aliasedBinaryPoint, static (d, v) => d.Assign(ref d._aliasedBinaryPoint, Math.Max(v & 7, 1)) },
        { 0x0020, "GICC_AIAR", static d => d.Acknowledge(group1Only: true) },
        { 0x0024, "GICC_AEOIR", static (d, v) => d.EndOfInterrupt(v, group1Only: true) },
        { 0x0028, "GICC_AHPPIR", static d => d.HighestPending(group1Only: true) },
        { 0x00D0, 4, "GICC_APR", static (d, i) => d._activePriorities[i], static (d, i, v) => d.Assign(ref d._activePriorities[i], v) },
        { 0x00E0, 4, "GICC_NSAPR", static (_, _) => 0 },
        { 0x00FC, "GICC_IIDR", Implementer },
        { 0x1000, "GICC_DIR", static (d, v) => d.DeactivateInterrupt(v) },
    };

    /// <summary>One bit for each group priority that is active; bit n stands for priority 2n.</summary>
    private readonly uint[] _activePriorities = new uint[4];
    private uint _control;
    private uint _priorityMask;
    private uint _binaryPoint;
    private uint _aliasedBinaryPoint;

    // Derived by Update: the interrupt of highest priority, and whether it may interrupt the vCPU now.
    private int _pending = Gic.Spurious;
    private bool _isSignalled;

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private int RunningPriority
    {
        get
        {
            for (int word = 0; word < _activePriorities.Length; word++)
            {
                if (_activePriorities[word] != 0)
                {
                    return 2 * ((word * 32) + BitOperations.TrailingZeroCount(_activePriorities[word]));
                }
            }

            return Idle;
        }
    }

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset() => gic.Reset();

    internal void ResetRegisters()
    {
        _control = _priorityMask = _binaryPoint = 0;
        _aliasedBinaryPoint = 1;
        Array.Clear(_activePriorities);
        Update();
    }

    /// <summary>Finds out anew what is pending and drives the outputs. ARM IHI 0048B 3.3 and 3.8.</summary>
    internal void Update()
    {
        _pending = gic.HighestPending(cpu);
        bool isGroup1 = PendingIsGroup1;
        _isSignalled = _pending != Gic.Spurious
            && Bits.IsSet(_control, isGroup1 ? 1 : 0)
            && gic.Priority(cpu, _pending) < _priorityMask
            && GroupPriority(_pending) < RunningPriority;
        bool isFiq = !isGroup1 && (_control & FiqEnable) != 0;
        outputs.Irq.Set(_isSignalled && !isFiq);
        outputs.Fiq.Set(_isSignalled && isFiq);
    }

    private bool PendingIsGroup1 => _pending != Gic.Spurious && gic.Group1.Has(cpu, _pending);

    /// <summary>The part of an interrupt's priority that decides about preemption. ARM IHI 0048B 3.3.3, table 3-2.</summary>
    private int GroupPriority(int id)
    {
        bool aliased = gic.Group1.Has(cpu, id) && (_control & CommonBinaryPoint) == 0;
        uint point = aliased ? _aliasedBinaryPoint - 1 : _binaryPoint;
        return gic.Priority(cpu, id) & (0xFE << (int)point);
    }

    private void Assign(ref uint register, uint value)
    {
        register = value;
        Update();
    }

    private uint HighestPending(bool group1Only)
    {
        if (_pending == Gic.Spurious || (group1Only && !PendingIsGroup1))
        {
            return Gic.Spurious;
        }

        return PendingIsGroup1 && !group1Only && (_control & AckCtl) == 0
            ? Gic.OtherGroup
            : gic.Identification(cpu, _pending);
    }

    private uint Acknowledge(bool group1Only)
    {
        uint answer = _isSignalled ? HighestPending(group1Only) : Gic.Spurious;
        if (answer is Gic.Spurious or Gic.OtherGroup)
        {
            return answer;
        }

        int level = GroupPriority(_pending) / 2;
        _activePriorities[level / 32] |= 1u << level;
        gic.Acknowledged?.Invoke(cpu, (uint)_pending);
        return gic.Activate(cpu, _pending);
    }

    private void EndOfInterrupt(uint value, bool group1Only)
    {
        int id = (int)(value & IdMask);
        if (id >= gic.InterruptCount || RunningPriority == Idle || (group1Only && !gic.Group1.Has(cpu, id)))
        {
            return;
        }

        gic.Ended?.Invoke(cpu, (uint)id);
        int level = RunningPriority / 2;
        _activePriorities[level / 32] &= ~(1u << level);
        if ((_control & EoiMode) == 0)
        {
            gic.Deactivate(cpu, id);
        }

        Update();
    }

    private void DeactivateInterrupt(uint value)
    {
        int id = (int)(value & IdMask);
        if (id < gic.InterruptCount && (_control & EoiMode) != 0)
        {
            gic.Deactivate(cpu, id);
        }
    }
}
