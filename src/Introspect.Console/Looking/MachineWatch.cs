using System.Collections.Immutable;
using Introspect.Inspection;

namespace Introspect.Console.Looking;

/// <summary>
/// One machine as the console looks at it and drives it. A look is one short hold that copies what is to be shown; it stops nothing.
/// </summary>
internal sealed class MachineWatch : IDisposable
{
    private readonly TimeProvider _time;
    private readonly HashSet<uint> _breakpoints = [];
    private readonly int _cpsr;
    private ImmutableArray<ulong> _atLastStop = [];
    private ImmutableArray<ulong> _before = [];

    public MachineWatch(IInspectedMachine machine, TimeProvider time)
    {
        Machine = machine;
        _time = time;
        InstructionRate = new Rate(time);
        _cpsr = machine.Vcpus[0].Registers.Index().First(static row => row.Item is { Group: RegisterGroups.Core, Name: "cpsr" }).Index;
        Last = Look([]);
    }

    /// <summary>The machine.</summary>
    public IInspectedMachine Machine { get; }

    /// <summary>The chosen vCPU's index.</summary>
    public int Vcpu { get; private set; }

    /// <summary>What was seen last.</summary>
    public MachineLook Last { get; private set; }

    /// <summary>Instructions a second of the host's clock.</summary>
    public Rate InstructionRate { get; }

    /// <summary>The longest time that a look had the hold, with its wait for it.</summary>
    public TimeSpan LongestLook { get; private set; }

    /// <summary>Where breakpoints of this console lie.</summary>
    public IReadOnlySet<uint> Breakpoints => _breakpoints;

    /// <summary>The chosen vCPU's CPSR.</summary>
    public uint Cpsr => (uint)Last.Registers[_cpsr];

    /// <summary>The chosen vCPU's registers.</summary>
    public IReadOnlyList<RegisterDescription> Registers => Machine.Vcpus[Vcpu].Registers;

    /// <summary>True when the value of a register is not what it was: one look ago while the machine runs, one stop ago when it stands.</summary>
    public bool IsChanged(int register) => register < _before.Length && _before[register] != Last.Registers[register];

    /// <summary>Looks; with the same hold each of <paramref name="others"/> copies what it wants to show.</summary>
    public MachineLook Look(IEnumerable<IReadsMachine> others)
    {
        IInspectedVcpu vcpu = Machine.Vcpus[Vcpu];
        MachineLook look;
        long start = _time.GetTimestamp();
        using (Machine.Hold())
        {
            var registers = ImmutableArray.CreateBuilder<ulong>(vcpu.Registers.Count);
            for (int i = 0; i < vcpu.Registers.Count; i++)
            {
                registers.Add(vcpu.ReadRegister(i));
            }

            look = new MachineLook(
                start,
                Machine.State,
                Machine.LastStop,
                Machine.InstructionCount,
                Machine.GuestTimeNs,
                [.. Machine.Vcpus.Select(static v => v.Activity)],
                vcpu.ProgramCounter,
                registers.MoveToImmutable());
            Last = Last is null ? look : Follow(look);
            foreach (IReadsMachine other in others)
            {
                other.Read(this);
            }
        }

        TimeSpan taken = _time.GetElapsedTime(start);
        LongestLook = taken > LongestLook ? taken : LongestLook;
        InstructionRate.See(start, look.Instructions);
        return look;
    }

    /// <summary>Chooses the next vCPU.</summary>
    public void NextVcpu()
    {
        Vcpu = (Vcpu + 1) % Machine.Vcpus.Count;
        (_before, _atLastStop) = ([], []);
    }

    /// <summary>Lets all vCPUs run; false when the machine cannot.</summary>
    public bool Run() => Resume(static _ => ResumeKind.Run);

    /// <summary>Lets the chosen vCPU execute one instruction while the others stay; false when the machine cannot.</summary>
    public bool Step() => Resume(vcpu => vcpu == Vcpu ? ResumeKind.Step : ResumeKind.Stay);

    /// <summary>Sets a breakpoint, or takes away the one that is there; false when it was taken away.</summary>
    public bool ToggleBreakpoint(IHasBreakpoints machine, uint address)
    {
        using MachineHold hold = Machine.Hold();
        if (_breakpoints.Remove(address))
        {
            machine.Remove(new Breakpoint(address));
            return false;
        }

        machine.Insert(new Breakpoint(address));
        return _breakpoints.Add(address);
    }

    /// <summary>Takes this console's breakpoints away.</summary>
    public void Dispose()
    {
        if (_breakpoints.Count > 0 && Machine is IHasBreakpoints machine)
        {
            using MachineHold hold = Machine.Hold();
            foreach (uint address in _breakpoints)
            {
                machine.Remove(new Breakpoint(address));
            }

            _breakpoints.Clear();
        }
    }

    private bool Resume(Func<int, ResumeKind> kind)
    {
        using MachineHold hold = Machine.Hold();
        return Machine.Resume([.. Machine.Vcpus.Select(vcpu => new ResumeAction(kind(vcpu.Index)))]);
    }

    // Nothing executed: what was marked stays so.
    private MachineLook Follow(MachineLook look)
    {
        bool hasMoved = look.Instructions != Last.Instructions || !ReferenceEquals(look.LastStop, Last.LastStop);
        if (look.State == MachineState.Running)
        {
            _before = hasMoved ? Last.Registers : _before;
        }
        else if (hasMoved || Last.State == MachineState.Running)
        {
            _before = _atLastStop.IsEmpty ? Last.Registers : _atLastStop;
            _atLastStop = look.Registers;
        }
        else if (_atLastStop.IsEmpty)
        {
            _atLastStop = look.Registers;
        }

        return look;
    }
}
