using System.Collections.Immutable;
using System.Diagnostics;
using Introspect.Core;
using Introspect.Core.PageTables;
using Introspect.Hypervisor.Scheduling;
using Introspect.Inspection;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Hypervisor;

/// <summary>
/// Hosts a machine on pCPUs and lets clients look at it, stop it and step it. It owns the machine. This file is the contract; how it runs is in
/// LiveMachine.Running.cs.
/// </summary>
public sealed partial class LiveMachine :
    IInspectedMachine, IHasBreakpoints, IHasPower, IHasMemoryMap, IHasLiveMemory, ICountsExits, ITraced, ISchedulable, IDisposable
{
    private readonly GuestMachine _machine;
    private readonly LiveMachineOptions _options;
    private readonly ImmutableArray<LiveVcpu> _vcpus;
    private readonly BreakpointTable _breakpoints;
    private readonly LiveMemory _memory;
    private readonly ResumeAction[] _plan;
    private readonly object _gate = new();
    private readonly Pcpus? _ownPcpus;
    private readonly Lazy<TraceSession> _trace;
    private ImmutableArray<IMachineListener> _listeners = [];
    private int _depth;
    private volatile MachineState _state;
    private volatile StopEvent _lastStop = new(StopReason.NotStarted, 0);
    private ulong _guestTimeNs;
    private ulong _instructions;

    /// <summary>Hosts a machine, which stands still until it is resumed.</summary>
    public LiveMachine(GuestMachine machine, LiveMachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(options);
        _machine = machine;
        _options = options;
        var registers = new Lazy<RegisterTable>(() => new RegisterTable(machine.Model));
        _vcpus = [.. machine.Vcpus.Select(vcpu => new LiveVcpu(this, vcpu, registers))];
        _plan = new ResumeAction[_vcpus.Length];
        _breakpoints = new BreakpointTable(machine.Code);
        _memory = new LiveMemory(machine.Bus);
        MemoryMap = [.. machine.Bus.Regions.Concat(machine.Vcpus[0].Bus.Regions).OrderBy(static region => region.Start).Select(Describe)];
        _trace = new Lazy<TraceSession>(() => new TraceSession(new TraceProducer(this), Origin()));
        Publish();
        _ownPcpus = options.Pcpus is null ? new Pcpus(1) : null;
        Scheduled = (options.Pcpus ?? _ownPcpus!).Add(this, options.Policy);
        machine.Inputs.Posted += Wake;
    }

    /// <summary>Its place among the machines that share its pCPUs.</summary>
    public ScheduledMachine Scheduled { get; }

    /// <summary>Its host time by world.</summary>
    public WorldAccount Account => _machine.Trace.Account;

    public string Name => _machine.Name;

    public string Board => _machine.Board;

    public string CpuModel => _machine.Model.Name;

    public IReadOnlyList<IInspectedVcpu> Vcpus => _vcpus;

    public MachineState State => _state;

    public StopEvent LastStop => _lastStop;

    public ulong GuestTimeNs => Volatile.Read(ref _guestTimeNs) + IdleNs;

    public ulong InstructionCount => Volatile.Read(ref _instructions);

    public IReadOnlyList<MemoryRegion> MemoryMap { get; }

    public bool VirtualIsPhysical => false;

    public void EnterHold()
    {
        Interlocked.Increment(ref _waiters);
        if (!Monitor.TryEnter(_gate))
        {
            _machine.CutTurn();
            Monitor.Enter(_gate);
        }

        Interlocked.Decrement(ref _waiters);
        _depth++;
    }

    public void LeaveHold()
    {
        RequireHold();
        if (_depth == 1)
        {
            StepAtOnce();
        }

        // Woken only when the gate is open: a pCPU that finds it closed goes away.
        bool goesOn = --_depth == 0 && _state == MachineState.Running;
        Monitor.Exit(_gate);
        if (goesOn)
        {
            Wake();
        }
    }

    public IDisposable Subscribe(IMachineListener listener)
    {
        RequireHold();
        _listeners = _listeners.Add(listener);
        return new Subscription(this, listener);
    }

    public bool Resume(ReadOnlySpan<ResumeAction> plan)
    {
        RequireHold();
        Invariant.Require(plan.Length == _plan.Length);
        if (_state != MachineState.Stopped || !plan.ContainsAnyExcept(new ResumeAction(ResumeKind.Stay)))
        {
            return false;
        }

        plan.CopyTo(_plan);
        foreach (LiveVcpu vcpu in _vcpus)
        {
            vcpu.Follow(_plan[vcpu.Index]);
        }

        _interrupt = 0;
        _arrearsNs = 0;
        _state = MachineState.Running;
        foreach (IMachineListener listener in _listeners)
        {
            listener.Resumed();
        }

        return true;
    }

    public void Interrupt()
    {
        if (_state == MachineState.Running)
        {
            Volatile.Write(ref _interrupt, 1);
            _machine.CutTurn();
            Wake();
        }
    }

    public int ReadPhysical(ulong address, Span<byte> destination)
    {
        RequireHold();
        return GuestMemory.Read(_machine.Bus, GuestMemory.Identity, address, destination);
    }

    public int WritePhysical(ulong address, ReadOnlySpan<byte> source)
    {
        RequireHold();
        return GuestMemory.Write(_machine.Bus, GuestMemory.Identity, address, source);
    }

    public int PeekPhysical(ulong address, Span<byte> destination) => _memory.Peek(address, destination);

    public ulong NextTouched(ulong address) => _memory.NextTouched(address);

    bool IPhysicalReader.TryRead(ulong address, Span<byte> destination) => _memory.Peek(address, destination) == destination.Length;

    public void Insert(Breakpoint breakpoint)
    {
        RequireHold();
        _breakpoints.Insert(breakpoint);
    }

    public void Remove(Breakpoint breakpoint)
    {
        RequireHold();
        _breakpoints.Remove(breakpoint);
    }

    /// <inheritdoc/>
    /// <remarks>A machine that has ended can be resumed after it.</remarks>
    public void Reset()
    {
        RequireHold();
        ResetMachine();
        _state = _state == MachineState.Ended ? MachineState.Stopped : _state;
    }

    public void PowerOff()
    {
        RequireHold();
        if (_state != MachineState.Ended)
        {
            Stop(new StopEvent(StopReason.GuestExit, 0));
        }
    }

    public ExitStatistics CountExits()
    {
        RequireHold();
        return new ExitStatistics([.. Enum.GetValues<ExitReason>().Select(reason => new ExitCount(
            TraceNames.Of(reason),
            (ulong)_vcpus.Sum(vcpu => (long)vcpu.Vcpu.Exits.Count(reason)),
            (ulong)_vcpus.Sum(vcpu => vcpu.Vcpu.Exits.CostNs(reason))))]);
    }

    public TraceAttachment Trace(ITraceSink sink, TraceCategories categories) => _trace.Value.Attach(sink, categories);

    /// <summary>What hindered the machine is over. From any thread.</summary>
    public void NoteUnhindered() => Wake();

    /// <summary>Takes the machine off its pCPUs and disposes of it. Nobody has the hold, and nobody asks for it any more.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (_trace.IsValueCreated)
        {
            _trace.Value.Dispose();
        }

        _disposed = true;
        _machine.Inputs.Posted -= Wake;
        Scheduled.Leave();
        _ownPcpus?.Dispose();
        _memory.Close();
        _machine.Dispose();
    }

    internal void RequireHold() => Invariant.Require(Monitor.IsEntered(_gate));

    private static MemoryRegion Describe(Introspect.Memory.MemoryRegion region) => new(
        region.Start,
        region.Size,
        region.Memory is null ? MemoryKind.Device : region.IsWritable ? MemoryKind.Ram : MemoryKind.Rom,
        region.Name);

    private void ResetMachine()
    {
        _machine.Reset();
        foreach (LiveVcpu vcpu in _vcpus)
        {
            vcpu.ForgetReported();
        }
    }

    private TraceOrigin Origin() => new(
        Name,
        Board,
        CpuModel,
        [.. _vcpus.Select(static vcpu => $"vCPU {vcpu.Index}"), "pCPU 0"],
        TraceCategories.None,
        default,
        StartTicks: 0,
        Stopwatch.Frequency);

    /// <summary>Connects the vCPUs to the rings: a track for each of them, and the last for the pCPU.</summary>
    private sealed class TraceProducer(LiveMachine machine) : ITraceProducer
    {
        public void AtRest(Action action)
        {
            using (machine.Hold())
            {
                action();
            }
        }

        public void Record(TraceCategories categories)
        {
            IReadOnlyList<TraceRing> rings = machine._trace.Value.Rings;
            foreach (LiveVcpu vcpu in machine._vcpus)
            {
                vcpu.Vcpu.Trace.Record(rings[vcpu.Index], categories);
            }

            machine._machine.Trace.Record(rings[^1], categories);
        }
    }

    private sealed class Subscription(LiveMachine machine, IMachineListener listener) : IDisposable
    {
        public void Dispose()
        {
            machine.RequireHold();
            machine._listeners = machine._listeners.Remove(listener);
        }
    }
}
