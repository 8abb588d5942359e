using Introspect.Core.PageTables;
using Introspect.Cpu;
using Introspect.Inspection;

namespace Introspect.Hypervisor;

/// <summary>A vCPU of a <see cref="LiveMachine"/>.</summary>
internal sealed class LiveVcpu : IInspectedVcpu
{
    private readonly LiveMachine _machine;
    private readonly Lazy<RegisterTable> _table;
    private readonly GuestMemory.Translation _translate;

    // Where and when a stop of this vCPU was reported: the instruction there is executed whatever probe lies on it.
    private (uint Pc, ulong Instructions)? _reported;

    public LiveVcpu(LiveMachine machine, Vcpu vcpu, Lazy<RegisterTable> table)
    {
        _machine = machine;
        Vcpu = vcpu;
        _table = table;
        _translate = TranslateVirtual;
    }

    public Vcpu Vcpu { get; }

    public int Index => Vcpu.Index;

    public IReadOnlyList<RegisterDescription> Registers => _table.Value.Descriptions;

    public MmuKind Mmu => Vcpu.Model.Mmu;

    public VcpuActivity Activity
    {
        get
        {
            _machine.RequireHold();
            return Vcpu.IsOff ? VcpuActivity.Off : SleepsNow ? VcpuActivity.Sleeping : VcpuActivity.Executing;
        }
    }

    public uint ProgramCounter
    {
        get
        {
            _machine.RequireHold();
            return Vcpu.Pc;
        }
    }

    /// <summary>True when a breakpoint at the program counter has been told of already.</summary>
    public bool PassesBreakpoint => _reported == (Vcpu.Pc, Vcpu.Instructions);

    /// <summary>True when the vCPU would execute something if the machine ran.</summary>
    public bool IsAwake => !Vcpu.IsOff && !SleepsNow;

    private bool SleepsNow => Vcpu.AwaitsAnswer || (Vcpu.IsWaiting && !Vcpu.HasInterrupt);

    /// <summary>A stop of this vCPU is about to be told.</summary>
    public void NoteReported() => _reported = (Vcpu.Pc, Vcpu.Instructions);

    /// <summary>The vCPU is elsewhere than where its last stop was told.</summary>
    public void ForgetReported() => _reported = null;

    /// <summary>Takes over what the vCPU shall do.</summary>
    public void Follow(ResumeAction action)
    {
        Vcpu.IsHeld = action.Kind == ResumeKind.Stay;
        Vcpu.HoldsInterrupts = action is { HoldInterrupts: true, Kind: ResumeKind.Step or ResumeKind.StepRange };
    }

    public ulong ReadRegister(int register)
    {
        _machine.RequireHold();
        return _table.Value.Read(Vcpu, register);
    }

    public bool TryWriteRegister(int register, ulong value)
    {
        _machine.RequireHold();
        if (register == _table.Value.ProgramCounter)
        {
            ForgetReported();
        }

        return _table.Value.TryWrite(Vcpu, register, value);
    }

    public int ReadVirtual(uint address, Span<byte> destination)
    {
        _machine.RequireHold();
        return GuestMemory.Read(Vcpu.Bus, _translate, address, destination);
    }

    public int WriteVirtual(uint address, ReadOnlySpan<byte> source)
    {
        _machine.RequireHold();
        return GuestMemory.Write(Vcpu.Bus, _translate, address, source);
    }

    public bool TryTranslate(uint address, out ulong physical)
    {
        _machine.RequireHold();
        return Vcpu.TryTranslateQuietly(address, out physical);
    }

    private bool TranslateVirtual(ulong address, out ulong physical)
    {
        physical = 0;
        return address <= uint.MaxValue && Vcpu.TryTranslateQuietly((uint)address, out physical);
    }
}
