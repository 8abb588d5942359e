using System.Numerics;
using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Interrupts;

/// <summary>
/// The virtual interface control of a <see cref="Gic"/> of one vCPU, GICH: a hypervisor puts interrupts for its guest into list registers. ARM IHI 0048B
/// chapter 5.3. Four list registers and five bits of priority, as the Cortex-A15 has.
/// </summary>
internal sealed class GicVirtualInterface : IMmioDevice, IReportsUnmodelled
{
    internal const int ListRegisters = 4;

    private const uint VirtualType = 0x9000_0000 | (ListRegisters - 1);
    private const uint Enable = 1 << 0, UnderflowEnable = 1 << 1, NotPresentEnable = 1 << 2, NoPendingEnable = 1 << 3;
    private const uint GroupEvents = 0xF0;
    private const int EoiCountShift = 27;
    private const uint ControlMask = 0xF800_00FF, MachineControlMask = 0xF8FC_021F;
    private const uint MinimumBinaryPoint = 2;
    private const uint BinaryPointsAtReset = ((MinimumBinaryPoint + 1) << 18) | (MinimumBinaryPoint << 21);

    private static readonly RegisterMap<GicVirtualInterface> s_registers = new("gic-virtual-interface", size: 0x1000)
    {
        { 0x000, "GICH_HCR", static d => d._control, static (d, v) => d.Assign(ref d._control, v & ControlMask) },
        { 0x004, "GICH_VTR", VirtualType },
        { 0x008, "GICH_VMCR", static d => d.MachineControl, static (d, v) => d.MachineControl = v },
        { 0x010, "GICH_MISR", static d => d.MaintenanceStatus },
        { 0x020, 2, "GICH_EISR", static (d, i) => i == 0 ? d.Ended : 0 },
        { 0x030, 2, "GICH_ELRSR", static (d, i) => i == 0 ? d.Empty : 0 },
        { 0x0F0, "GICH_APR", static d => d.ActivePriorities, static (d, v) => d.ActivePriorities = v },
        { 0x100, ListRegisters, "GICH_LR", static (d, i) => d._list[i].Value, static (d, i, v) => d.Assign(ref d._list[i], new ListRegister(v)) },
    };

    private readonly Gic _gic;
    private readonly int _cpu;
    private readonly GicOutputs _outputs;
    private readonly IInterruptLine _maintenance;
    private readonly ListRegister[] _list = new ListRegister[ListRegisters];
    private uint _control;
    private uint _machineControl;
    private uint _activePriorities;

    public GicVirtualInterface(Gic gic, int cpu, GicOutputs outputs, IInterruptLine maintenance)
    {
        (_gic, _cpu, _outputs, _maintenance) = (gic, cpu, outputs, maintenance);
        Reset();
    }

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    /// <summary>GICH_VMCR, which holds what the guest's CPU interface was set to.</summary>
    internal uint MachineControl
    {
        get => _machineControl;
        set => Assign(ref _machineControl, value & MachineControlMask);
    }

    /// <summary>GICH_APR: one bit for each of 32 priorities that is active.</summary>
    internal uint ActivePriorities
    {
        get => _activePriorities;
        set => Assign(ref _activePriorities, value);
    }

    /// <summary>The highest priority that is active, of 32; 32 when there is none.</summary>
    internal int RunningPriority => BitOperations.TrailingZeroCount(_activePriorities);

    // List registers whose interrupt has ended, of those that tell.
    private uint Ended => Select(static r => r is { State: 0, IsHardware: false, TellsEnd: true });

    private uint Empty => Select(static r => r.State == 0 && (r.IsHardware || !r.TellsEnd));

    private uint MaintenanceStatus
    {
        get
        {
            uint ended = Ended != 0 ? 1u : 0;
            uint underflow = (_control & UnderflowEnable) != 0 && _list.Count(static r => r.State != 0) <= 1 ? UnderflowEnable : 0;
            uint notPresent = (_control & NotPresentEnable) != 0 && _control >> EoiCountShift != 0 ? NotPresentEnable : 0;
            uint noPending = (_control & NoPendingEnable) != 0 && !_list.Any(static r => r.IsPending) ? NoPendingEnable : 0;

            // Bits 4 to 7: group 0 enabled, disabled, group 1 enabled, disabled.
            uint groups = (IsEnabled(0) ? 0x10u : 0x20) | (IsEnabled(1) ? 0x40u : 0x80);
            return ended | underflow | notPresent | noPending | (groups & _control & GroupEvents);
        }
    }

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset()
    {
        Array.Clear(_list);
        _control = _activePriorities = 0;
        MachineControl = BinaryPointsAtReset;
    }

    /// <summary>True when the guest has enabled a group.</summary>
    internal bool IsEnabled(int group) => Bits.IsSet(_machineControl, group);

    /// <summary>The list register of the most urgent pending interrupt of an enabled group, or -1.</summary>
    internal int HighestPending()
    {
        int best = -1;
        for (int i = 0; i < ListRegisters; i++)
        {
            ListRegister r = _list[i];
            if (r.IsPending && IsEnabled(r.Group) && (best < 0 || r.Priority < _list[best].Priority))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>A list register.</summary>
    internal ListRegister this[int index] => _list[index];

    /// <summary>True when the interrupt of a list register may interrupt the guest now.</summary>
    internal bool IsSignalled(int index) => index >= 0 && (_control & Enable) != 0 && _list[index].Priority < _machineControl >> 27 &&
        GroupPriority(_list[index]) < RunningPriority;

    /// <summary>The guest takes the interrupt of a list register.</summary>
    internal void Activate(int index)
    {
        _activePriorities |= 1u << GroupPriority(_list[index]);
        _list[index] = _list[index].Taken;
        Update();
    }

    /// <summary>The guest has handled the interrupt of the highest priority.</summary>
    internal void DropPriority() => ActivePriorities &= ActivePriorities - 1;

    /// <summary>The guest is done with an interrupt; one that is in no list register any more is counted.</summary>
    internal void Deactivate(uint id)
    {
        int index = Array.FindIndex(_list, r => r.IsActive && r.Id == id);
        if (index < 0)
        {
            _control += 1u << EoiCountShift;
        }
        else
        {
            ListRegister r = _list[index];
            _list[index] = r.Done;
            if (r.IsHardware && r.PhysicalId < _gic.InterruptCount)
            {
                _gic.Deactivate(_cpu, r.PhysicalId);
            }
        }

        Update();
    }

    private uint Select(Predicate<ListRegister> predicate)
    {
        uint selected = 0;
        for (int i = 0; i < ListRegisters; i++)
        {
            selected |= predicate(_list[i]) ? 1u << i : 0;
        }

        return selected;
    }

    // The part of the priority that decides about preemption: the binary point counts bits of eight, of which there are the upper five.
    private int GroupPriority(ListRegister r)
    {
        const int CommonBinaryPoint = 4;
        bool isAliased = r.Group == 1 && !Bits.IsSet(_machineControl, CommonBinaryPoint);
        int point = (int)Math.Max(isAliased ? ((_machineControl >> 18) & 7) - 1 : (_machineControl >> 21) & 7, MinimumBinaryPoint);
        return r.Priority & (0x1F << (point - (int)MinimumBinaryPoint));
    }

    private void Assign<T>(ref T register, T value)
    {
        register = value;
        Update();
    }

    private void Update()
    {
        const int FiqEnable = 3;
        int pending = HighestPending();
        bool isSignalled = IsSignalled(pending);
        bool isFiq = isSignalled && _list[pending].Group == 0 && Bits.IsSet(_machineControl, FiqEnable);
        _outputs.Irq.Set(isSignalled && !isFiq);
        _outputs.Fiq.Set(isFiq);
        _maintenance.Set((_control & Enable) != 0 && MaintenanceStatus != 0);
    }

    /// <summary>GICH_LR: an interrupt of the guest. ARM IHI 0048B 5.3.9.</summary>
    internal readonly record struct ListRegister(uint Value)
    {
        private const uint PendingBit = 1 << 28, ActiveBit = 1 << 29;

        public uint Id => Value & 0x3FF;

        /// <summary>What the guest reads: an SGI with the vCPU that it is from.</summary>
        public uint Identification => Value & (IsHardware || Id >= 16 ? 0x3FFu : 0x1FFF);

        public int PhysicalId => (int)((Value >> 10) & 0x3FF);

        public bool TellsEnd => (Value & (1 << 19)) != 0;

        public int Priority => (int)(Value >> 23) & 0x1F;

        public int State => (int)(Value >> 28) & 3;

        public bool IsPending => (Value & PendingBit) != 0;

        public bool IsActive => (Value & ActiveBit) != 0;

        public int Group => (int)(Value >> 30) & 1;

        public bool IsHardware => Value >> 31 != 0;

        public ListRegister Taken => new((Value & ~PendingBit) | ActiveBit);

        public ListRegister Done => new(Value & ~ActiveBit);
    }
}
