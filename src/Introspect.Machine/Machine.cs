using Introspect.Arm.Models;
using Introspect.Core.Timing;
using Introspect.Cpu;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Devices.Paravirtual;
using Introspect.Machine.Firmware;
using Introspect.Machine.Parallel;
using Introspect.Machine.Timing;
using Introspect.Memory;
using Introspect.Tracing.Events;
using Introspect.Tracing.Sessions;

namespace Introspect.Machine;

/// <summary>What a turn came to.</summary>
public enum TurnEnd : byte
{
    /// <summary>Guest code was executed; there is more.</summary>
    Ran,

    /// <summary>Every vCPU waits; <see cref="Machine.NextEventNs"/> says until when.</summary>
    Idle,

    /// <summary>A vCPU stands in front of a debugger's breakpoint.</summary>
    Breakpoint,

    /// <summary>The guest's run is over; <see cref="Machine.End"/> says how.</summary>
    Ended,
}

/// <summary>A turn's end, and the vCPU whose turn it was.</summary>
public readonly record struct TurnResult(TurnEnd End, int Vcpu);

/// <summary>
/// One guest: vCPUs, memory and devices, one clock and one event queue. It is passive: whoever hosts it calls <see cref="Turn"/> from one
/// thread at a time. What happens depends only on its initial state and on what came through <see cref="Inputs"/>: the vCPUs take
/// turns of a fixed number of instructions, and neither stops nor the length of a call changes their order. A machine whose vCPUs run at once
/// gives that up; between turns it is at rest as well.
/// </summary>
public sealed class Machine : IMachineServices, IDisposable
{
    /// <summary>Instructions of a turn when several vCPUs are on.</summary>
    public const ulong TurnInstructions = 20_000;

    // A turn of a vCPU that is alone ends so that somebody can look at the machine and hand something in; the guest notices nothing of it.
    private const ulong LonelyTurnInstructions = 200_000;

    private readonly List<Vcpu> _vcpus = [];
    private readonly List<Action> _resets = [];
    private readonly List<IDisposable> _owned = [];
    private readonly IRunClock _clock;
    private readonly FirmwareCalls _firmware;
    private readonly ParallelTurns? _parallel;
    private int _current;
    private ulong _turnLeft = TurnInstructions;

    // Guest time up to which the current slice may go.
    private ulong _sliceEndNs;

    /// <summary>An empty machine.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="board">Its board.</param>
    /// <param name="model">What its vCPUs are.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="engine">What executes its code.</param>
    /// <param name="tuning">What the translator does to be quick; null for everything.</param>
    /// <param name="isParallel">Its vCPUs run at once.</param>
    public Machine(
        string name, string board, CpuModel model, IRunClock clock, Engine engine, EngineTuning? tuning = null, bool isParallel = false)
    {
        CodeGate? gate = isParallel ? new CodeGate() : null;
        Code = Own(new CodeCache(engine: engine, tuning: tuning, gate: gate));
        _parallel = gate is null ? null : new ParallelTurns(this, gate);
        _clock = clock;
        Name = name;
        Board = board;
        Model = model;
        HypervisorService = new HypervisorService(this);
        _firmware = new FirmwareCalls(this, HypervisorService);
        Trace = new PcpuTrace(clock);
        Bus.CodeWritten = (region, offset, length) => Code.NoteStore(region, offset, length);
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Its board.</summary>
    public string Board { get; }

    /// <summary>What its vCPUs are.</summary>
    public CpuModel Model { get; }

    /// <summary>Physical memory as all vCPUs and bus masters see it.</summary>
    public PhysicalBus Bus { get; } = new();

    /// <summary>Translated code.</summary>
    public CodeCache Code { get; }

    /// <summary>What will happen.</summary>
    public EventQueue Events { get; } = new();

    /// <summary>The door for everything from outside.</summary>
    public InputDoor Inputs { get; } = new();

    /// <summary>The clock.</summary>
    public IMachineClock Clock => _clock;

    /// <summary>What the pCPU that runs it tells the trace.</summary>
    public PcpuTrace Trace { get; }

    /// <summary>The vCPUs.</summary>
    public IReadOnlyList<Vcpu> Vcpus => _vcpus;

    /// <summary>The vCPUs run at once, each on a thread of the host, instead of taking turns.</summary>
    public bool IsParallel => _parallel is not null;

    /// <summary>Answers semihosting calls; null when the guest may not make any.</summary>
    public ISemihost? Semihost { get; set; }

    /// <summary>The first serial port, for what people type; null when the board has none.</summary>
    public ICharacterReceiver? Console { get; set; }

    /// <summary>Presses (true) and releases the power button; null when the board has none. Post it through <see cref="Inputs"/>.</summary>
    public Action<bool>? PowerButton { get; set; }

    /// <summary>The devices that every board has in the same way; null for a machine without a board.</summary>
    public ParavirtualSet? Paravirtual { get; internal set; }

    /// <summary>Where they are found: the physical address of their discovery page.</summary>
    public ulong ParavirtualBase { get; internal set; }

    /// <summary>How the run ended; null while it goes on.</summary>
    public MachineEnd? End { get; private set; }

    /// <summary>Guest time of the next event, or <see cref="ulong.MaxValue"/>.</summary>
    public ulong NextEventNs => Events.NextNs;

    /// <summary>Instructions executed by all vCPUs.</summary>
    public ulong Instructions
    {
        get
        {
            ulong sum = 0;
            foreach (Vcpu vcpu in _vcpus)
            {
                sum += vcpu.Instructions;
            }

            return sum;
        }
    }

    /// <summary>Answers hypercalls that are not PSCI's.</summary>
    internal HypervisorService HypervisorService { get; }

    /// <summary>Adds a vCPU; all are added before the first turn.</summary>
    public void Add(Vcpu vcpu)
    {
        _vcpus.Add(vcpu);
        vcpu.IsOff = vcpu.Index != 0;
    }

    /// <summary>Runs <paramref name="action"/> at every reset: a device's own, or the loading of the guest.</summary>
    public void OnReset(Action action) => _resets.Add(action);

    /// <summary>The machine disposes of <paramref name="thing"/> with itself.</summary>
    public T Own<T>(T thing)
        where T : IDisposable
    {
        _owned.Add(thing);
        return thing;
    }

    /// <summary>Power-on: vCPUs and devices as at reset, the guest loaded again. The clock goes on.</summary>
    public void Reset()
    {
        End = null;
        _current = 0;
        _turnLeft = TurnInstructions;
        Code.Clear();
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.Reset(0);
            vcpu.IsOff = vcpu.Index != 0;
        }

        foreach (Action reset in _resets)
        {
            reset();
        }
    }

    /// <summary>Ends the run.</summary>
    public void Finish(MachineEnd end)
    {
        End = end;
        CutTurn();
    }

    /// <summary>Makes a <see cref="Turn"/> that goes on now come back at the end of the block. From any thread; the guest cannot notice.</summary>
    public void CutTurn()
    {
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.RequestStop();
        }

        _parallel?.Cut();
    }

    /// <summary>
    /// Everything that is due happens, and it is settled whose turn comes. Null when no vCPU can run, or the run is over.
    /// </summary>
    public Vcpu? Prepare()
    {
        LetInWhatIsDue();
        if (End is not null)
        {
            return null;
        }

        if (_turnLeft != 0 && _vcpus[_current].IsRunnable)
        {
            return _vcpus[_current];
        }

        for (int i = 1; i <= _vcpus.Count; i++)
        {
            int candidate = (_current + i) % _vcpus.Count;
            if (_vcpus[candidate].IsRunnable)
            {
                _current = candidate;
                _turnLeft = TurnInstructions;
                return _vcpus[candidate];
            }
        }

        return null;
    }

    /// <summary>
    /// Lets the vCPU whose turn it is execute, up to <paramref name="maxInstructions"/>, after everything that is due has happened. Where they
    /// run at once all of them execute, and the number means nothing.
    /// </summary>
    public TurnResult Turn(ulong maxInstructions = ulong.MaxValue)
    {
        if (Prepare() is not { } vcpu)
        {
            return new TurnResult(End is null ? TurnEnd.Idle : TurnEnd.Ended, _current);
        }

        if (_parallel is not null)
        {
            Trace.Enter(World.Vcpu(0), WorldSwitchReason.Turn, vcpu.Pc);
            TurnResult all = _parallel.Turn();
            Trace.Enter(World.Monitor, WorldSwitchReason.EndOfSlice, vcpu.Pc);
            return all;
        }

        ulong turn = _vcpus.Count == 1 ? LonelyTurnInstructions : _turnLeft;
        ulong slice = Math.Max(1, Math.Min(Math.Min(turn, maxInstructions), Events.NextNs - Math.Min(Events.NextNs, Clock.NowNs)));
        SliceEnd end = Execute(vcpu, slice, over: false);
        return new TurnResult(
            End is not null ? TurnEnd.Ended : end == SliceEnd.Breakpoint ? TurnEnd.Breakpoint : TurnEnd.Ran, vcpu.Index);
    }

    /// <summary>
    /// Lets one vCPU execute a single instruction, over a breakpoint if there is one, or take an interrupt; due events happen first.
    /// False when the vCPU is off or waits: then nothing is executed.
    /// </summary>
    public bool Step(int index)
    {
        Vcpu vcpu = _vcpus[index];
        LetInWhatIsDue();
        if (End is not null || !vcpu.IsRunnable)
        {
            return false;
        }

        ulong before = vcpu.Instructions;
        while (Execute(vcpu, 1, over: true) is SliceEnd.Stopped or SliceEnd.Reschedule && vcpu.Instructions == before)
        {
            // Somebody wants to look at the machine, which it is in the midst of: after the step.
        }

        return true;
    }

    /// <summary>All vCPUs wait: guest time goes on by <paramref name="maxNs"/>, but not past the next event.</summary>
    public void SkipIdleTime(ulong maxNs = ulong.MaxValue)
    {
        ulong now = Clock.NowNs;
        ulong until = Math.Min(Events.NextNs, maxNs > ulong.MaxValue - now ? ulong.MaxValue : now + maxNs);
        if (until != ulong.MaxValue)
        {
            _clock.SkipTo(until);
        }
    }

    public bool WantsTurn => Events.NextNs < _sliceEndNs || Inputs.HasWaiting || End is not null;

    public bool TryHypercall(Vcpu vcpu, bool isSecureMonitorCall) =>
        Psci.ConduitOf(Model) == (isSecureMonitorCall ? PsciConduit.SecureMonitorCall : PsciConduit.HypervisorCall) && _firmware.TryCall(vcpu);

    public bool TrySemihosting(Vcpu vcpu, uint immediate) => Semihost is { } semihost && semihost.TryCall(vcpu, immediate);

    public void SendEvent()
    {
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.EventRegister = true;
        }
    }

    public void FlushTranslation(uint address)
    {
        Code.Gate?.StopCode();
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.FlushTranslation(address);
        }
    }

    public void FlushAllTranslations()
    {
        Code.Gate?.StopCode();
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.FlushTranslations();
        }
    }

    public void Dispose()
    {
        _parallel?.Dispose();
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.Dispose();
        }

        foreach (IDisposable thing in _owned)
        {
            thing.Dispose();
        }
    }

    /// <summary>Time passes for vCPUs that run at once.</summary>
    internal void BeginTurn() => _clock.Begin(_vcpus[0]);

    /// <summary>All vCPUs are at rest again.</summary>
    internal void EndTurn()
    {
        _clock.End();
        if (Code.WantsRest)
        {
            Code.Reclaim();
        }
    }

    /// <summary>What was posted from outside and what is due happens.</summary>
    internal void LetInWhatIsDue()
    {
        Inputs.Pump(Clock.NowNs);
        Events.RunDue(Clock.NowNs);
    }

    /// <summary>A vCPU cannot go on, and so neither can the guest.</summary>
    internal void FinishLockedUp(Vcpu vcpu) => Finish(new MachineEnd(
        EndKind.Crash, 0, $"vCPU {vcpu.Index} is locked up: it cannot even fetch its exception vector at 0x{vcpu.Pc:X8}"));

    // What is executed counts against the turn it is executed in, steps too: stops do not change whose turn comes next.
    private SliceEnd Execute(Vcpu vcpu, ulong budget, bool over)
    {
        ulong before = vcpu.Instructions;
        Trace.Enter(World.Vcpu(vcpu.Index), WorldSwitchReason.Turn, vcpu.Pc);
        _sliceEndNs = Clock.NowNs + budget;
        _clock.Begin(vcpu);
        Code.Gate?.Enter();
        SliceEnd end = vcpu.Run(budget, over);
        Code.Gate?.Exit();
        _clock.End();
        Trace.Enter(World.Monitor, ReasonOf(end), vcpu.Pc);
        if (vcpu.Index == _current)
        {
            _turnLeft -= end is SliceEnd.Yield or SliceEnd.Waiting ? _turnLeft : Math.Min(vcpu.Instructions - before, _turnLeft);
        }

        if (end == SliceEnd.LockedUp)
        {
            FinishLockedUp(vcpu);
        }

        return end;
    }

    private static WorldSwitchReason ReasonOf(SliceEnd end) => end switch
    {
        SliceEnd.Budget => WorldSwitchReason.EndOfSlice,
        SliceEnd.Reschedule => WorldSwitchReason.Device,
        SliceEnd.Waiting => WorldSwitchReason.Wait,
        SliceEnd.Yield => WorldSwitchReason.Yield,
        SliceEnd.Breakpoint => WorldSwitchReason.Breakpoint,
        SliceEnd.Stopped => WorldSwitchReason.Request,
        SliceEnd.LockedUp => WorldSwitchReason.LockedUp,
    };
}
