using System.Buffers.Binary;
using Introspect.Core;
using Introspect.Inspection;

namespace Introspect.TestKit.Inspection;

/// <summary>
/// A machine of a few lines that keeps every rule of <see cref="IInspectedMachine"/>: it tests faces without a CPU. 8 MiB of RAM at
/// <see cref="RamBase"/>, no MMU; its vCPUs know the handful of ARM instructions of <see cref="FakeVcpu"/> and run a loop that
/// counts in r0 and stores the count.
/// </summary>
public sealed class FakeMachine : IInspectedMachine, IHasBreakpoints, IHasWatchpoints, IHasPower, ICountsExits, IHasMemoryMap, IHasLiveMemory, IDisposable
{
    public const uint RamBase = 0x4000_0000, Loop = RamBase, LoopEnd = Loop + 0x20, Data = RamBase + 0x10_0000;

    private readonly object _gate = new();
    private readonly byte[] _ram = new byte[0x80_0000];
    private readonly FakeVcpu[] _vcpus;
    private readonly ResumeAction[] _plan;
    private readonly List<IMachineListener> _listeners = [];
    private readonly List<Breakpoint> _breakpoints = [];
    private readonly List<Watchpoint> _watchpoints = [];
    private readonly Thread _thread;
    private int _wanted;
    private int _depth;
    private int _interrupt;
    private bool _disposed;

    public FakeMachine(int vcpus = 2)
    {
        _vcpus = [.. Enumerable.Range(0, vcpus).Select(i => new FakeVcpu(this, i))];
        _plan = new ResumeAction[vcpus];
        LoadAndReset();
        _thread = new Thread(RunGuest) { IsBackground = true, Name = "fake machine" };
        _thread.Start();
    }

    public string Name => "fake";

    public string Board => "none";

    public string CpuModel => "cortex-a15";

    public IReadOnlyList<IInspectedVcpu> Vcpus => _vcpus;

    public MachineState State { get; private set; }

    public StopEvent LastStop { get; private set; } = new(StopReason.NotStarted, 0);

    public ulong GuestTimeNs => InstructionCount;

    public ulong InstructionCount { get; private set; }

    public int Breakpoints => _breakpoints.Count;

    public int Watchpoints => _watchpoints.Count;

    public IReadOnlyList<MemoryRegion> MemoryMap => [new(RamBase, (ulong)_ram.Length, MemoryKind.Ram, "ram")];

    public bool VirtualIsPhysical => true;

    public void EnterHold()
    {
        Interlocked.Increment(ref _wanted);
        Monitor.Enter(_gate);
        Interlocked.Decrement(ref _wanted);
        _depth++;
    }

    public void LeaveHold()
    {
        RequireHold();
        if (_depth == 1 && State == MachineState.Running && Array.TrueForAll(_plan, static a => a.Kind is ResumeKind.Step or ResumeKind.Stay))
        {
            RunTurn();   // a step needs no thread switch
        }

        if (--_depth == 0 && (State == MachineState.Running || _disposed))
        {
            Monitor.Pulse(_gate);
        }

        Monitor.Exit(_gate);
    }

    public IDisposable Subscribe(IMachineListener listener)
    {
        RequireHold();
        _listeners.Add(listener);
        return new Subscription(() =>
        {
            RequireHold();
            _listeners.Remove(listener);
        });
    }

    public bool Resume(ReadOnlySpan<ResumeAction> plan)
    {
        RequireHold();
        if (State != MachineState.Stopped || plan.ToArray().All(static a => a.Kind == ResumeKind.Stay))
        {
            return false;
        }

        plan.CopyTo(_plan);
        _interrupt = 0;
        State = MachineState.Running;
        _listeners.ForEach(static listener => listener.Resumed());
        return true;
    }

    public void Interrupt() => Volatile.Write(ref _interrupt, 1);

    public int ReadPhysical(ulong address, Span<byte> destination)
    {
        RequireHold();
        ReadOnlySpan<byte> there = Ram(address, destination.Length);
        there.CopyTo(destination);
        return there.Length;
    }

    public int PeekPhysical(ulong address, Span<byte> destination)
    {
        ReadOnlySpan<byte> there = Ram(address, destination.Length);
        there.CopyTo(destination);
        return there.Length;
    }

    public ulong NextTouched(ulong address) =>
        address >= RamBase + (ulong)_ram.Length ? ulong.MaxValue : Math.Max(address, RamBase);

    public bool TryRead(ulong address, Span<byte> destination) => PeekPhysical(address, destination) == destination.Length;

    public int WritePhysical(ulong address, ReadOnlySpan<byte> source)
    {
        RequireHold();
        Span<byte> there = Ram(address, source.Length);
        source[..there.Length].CopyTo(there);
        return there.Length;
    }

    public void Insert(Breakpoint breakpoint)
    {
        RequireHold();
        _breakpoints.Add(breakpoint);
    }

    public void Remove(Breakpoint breakpoint)
    {
        RequireHold();
        Invariant.Require(_breakpoints.Remove(breakpoint));
    }

    public void Insert(Watchpoint watchpoint)
    {
        RequireHold();
        _watchpoints.Add(watchpoint);
    }

    public void Remove(Watchpoint watchpoint)
    {
        RequireHold();
        Invariant.Require(_watchpoints.Remove(watchpoint));
    }

    public void Reset()
    {
        RequireHold();
        LoadAndReset();
    }

    public void PowerOff()
    {
        RequireHold();
        Stop(new StopEvent(StopReason.GuestExit, 0));
    }

    public ExitStatistics CountExits() => new([new ExitCount("mmio", 3, 4500), new ExitCount("wfi", 0, 0)]);

    public void Dispose()
    {
        EnterHold();
        _disposed = true;
        LeaveHold();
        _thread.Join();
    }

    internal void RequireHold() => Invariant.Require(Monitor.IsEntered(_gate));

    internal Span<byte> Ram(ulong address, int length) =>
        address < RamBase || address - RamBase >= (ulong)_ram.Length ? default
        : _ram.AsSpan((int)(address - RamBase), (int)Math.Min((ulong)length, (ulong)_ram.Length - (address - RamBase)));

    internal bool HasBreakpoint(uint address, int vcpu) => _breakpoints.Exists(b => b.Address == address && (b.Vcpu ?? vcpu) == vcpu);

    /// <summary>The watchpoint that a word access would meet, as a stop.</summary>
    internal StopEvent? MeetWatchpoint(uint address, WatchKind kind, int vcpu)
    {
        foreach (Watchpoint w in _watchpoints)
        {
            if ((w.Kind & kind) != 0 && (w.Vcpu ?? vcpu) == vcpu && address < (ulong)w.Address + w.Length && w.Address < (ulong)address + 4)
            {
                return new StopEvent(StopReason.Watchpoint, vcpu) { Address = Math.Max(address, w.Address), Watch = kind };
            }
        }

        return null;
    }

    private void LoadAndReset()
    {
        uint[] program =
        [
            0xE280_0001,   // add r0, r0, #1
            0xE589_0000,   // str r0, [r9]
            0xE599_1000,   // ldr r1, [r9]
            0xE1A0_0000, 0xE1A0_0000, 0xE1A0_0000, 0xE1A0_0000,
            0xEAFF_FFF7,   // b Loop
        ];
        for (int i = 0; i < program.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_ram.AsSpan(i * 4), program[i]);
        }

        foreach (FakeVcpu vcpu in _vcpus)
        {
            vcpu.Reset();
        }
    }

    private void RunGuest()
    {
        lock (_gate)
        {
            while (!_disposed)
            {
                if (State != MachineState.Running || Volatile.Read(ref _wanted) > 0)
                {
                    Monitor.Wait(_gate);
                }
                else
                {
                    RunTurn();
                }
            }
        }
    }

    /// <summary>One instruction of each vCPU that shall move; the first reason to stop stops all.</summary>
    private void RunTurn()
    {
        StopEvent? stop = Interlocked.Exchange(ref _interrupt, 0) != 0 ? new StopEvent(StopReason.Interrupt, 0) : null;
        for (int i = 0; i < _vcpus.Length && stop is null; i++)
        {
            ResumeAction action = _plan[i];
            if (action.Kind != ResumeKind.Stay)
            {
                stop = _vcpus[i].Execute();
                InstructionCount++;
                uint pc = _vcpus[i].ProgramCounter;
                bool done = action.Kind == ResumeKind.Step || (action.Kind == ResumeKind.StepRange && (pc < action.Start || pc >= action.End));
                stop ??= done ? new StopEvent(StopReason.StepDone, i) : null;
            }
        }

        if (stop is not null)
        {
            Stop(stop);
        }
    }

    private void Stop(StopEvent stop)
    {
        State = stop.Reason == StopReason.GuestExit ? MachineState.Ended : MachineState.Stopped;
        LastStop = stop;
        _vcpus[stop.Vcpu].NoteReported();
        _listeners.ForEach(listener => listener.Stopped(stop));
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
