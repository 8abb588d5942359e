using System.Numerics;

namespace Introspect.Cpu.SystemControl;

/// <summary>What an event counter can count here: all of it is the same in every run.</summary>
public enum CountedEvent : byte
{
    /// <summary>Nothing, as the cores' own events do.</summary>
    None,

    /// <summary>Writes of PMSWINC.</summary>
    SoftwareIncrement,

    /// <summary>Instructions executed, or the cycles that they take: one each.</summary>
    Instructions,

    /// <summary>Exceptions taken.</summary>
    ExceptionsTaken,

    /// <summary>Returns from exceptions.</summary>
    ExceptionReturns,
}

/// <summary>
/// The counters of the Performance Monitors of one vCPU (ARM DDI 0406C C12; ARM DDI 0301H 3.2.51 for ARMv6), whose registers are in
/// <see cref="SystemRegisterTable"/>. A cycle is an instruction that this vCPU executes; while it waits none passes. A counter is brought up to
/// date when somebody looks or its conditions change, and is exact to the instruction then: what turns it on is the first that it counts, what
/// reads it is not counted yet. Not modelled: the interrupt at an overflow, which no
/// board wires; events of caches, predictors and pipelines; what depends on the Security state.
/// </summary>
public sealed class PerformanceMonitors
{
    /// <summary>The cycle counter's bit in registers that have one for each counter, and its number in PMSELR.</summary>
    public const int CycleCounter = 31;

    private const uint NotPrivileged = 1u << 31;
    private const uint NotUser = 1u << 30;
    private const int DividedBy = 64;

    private readonly Vcpu _vcpu;
    private readonly int _eventCounters;

    // The event counters, then the cycle counter.
    private readonly Counter[] _counters;
    private ulong _exceptionsTaken;
    private ulong _exceptionReturns;

    /// <summary>For a vCPU.</summary>
    /// <param name="vcpu">Whose events are counted.</param>
    /// <param name="eventCounters">The counters besides the cycle counter.</param>
    public PerformanceMonitors(Vcpu vcpu, int eventCounters)
    {
        _vcpu = vcpu;
        _eventCounters = eventCounters;
        _counters = new Counter[eventCounters + 1];
        Reset();
    }

    /// <summary>The bits of the counters that there are.</summary>
    public uint AllCounters => (1u << CycleCounter) | ((1u << _eventCounters) - 1);

    /// <summary>All counters stand still without it: PMCR.E.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The cycle counter counts every 64th cycle: PMCR.D.</summary>
    public bool IsDivided { get; private set; }

    /// <summary>Which counters are enabled, a bit each.</summary>
    public uint Enabled { get; private set; }

    /// <summary>Which counters are to interrupt at an overflow.</summary>
    public uint Interrupting { get; set; }

    /// <summary>PMSELR.</summary>
    public uint Selected { get; set; }

    /// <summary>PMUSERENR.EN.</summary>
    public bool IsOpenToUser { get; set; }

    /// <summary>True while some counter counts in User mode only, or in the other modes only: a change of mode is to be told then.</summary>
    public bool DependOnMode { get; private set; }

    /// <summary>Which counters have passed their last value.</summary>
    public uint Overflowed
    {
        get
        {
            Update();
            return field;
        }
        private set;
    }

    /// <summary>Everything off and zero.</summary>
    public void Reset()
    {
        IsOn = IsDivided = IsOpenToUser = DependOnMode = false;
        Enabled = Overflowed = Interrupting = Selected = 0;
        Array.Clear(_counters);
        _counters[_eventCounters].Counts = CountedEvent.Instructions;
    }

    /// <summary>An exception is taken, from the mode that the vCPU is in still.</summary>
    public void NoteException() => _exceptionsTaken++;

    /// <summary>The vCPU returns from an exception, and is in the handler's mode still.</summary>
    public void NoteExceptionReturn() => _exceptionReturns++;

    /// <summary>Brings all counters up to date: in front of any change of what is counted when.</summary>
    public void Update()
    {
        uint passed = 0;
        for (int i = 0; i < _counters.Length; i++)
        {
            ref Counter counter = ref _counters[i];
            ulong now = NowOf(counter.Counts);
            if (!IsCounting(i))
            {
                counter.Since = now;
                continue;
            }

            uint step = i == _eventCounters && IsDivided ? DividedBy : 1u;
            ulong events = (now - counter.Since) / step;
            counter.Since += events * step;
            passed |= Advance(i, events);
        }

        if (passed != 0)
        {
            Overflowed |= passed;
        }
    }

    /// <summary>Changes what PMCR says of all counters.</summary>
    public void Control(bool isOn, bool isDivided)
    {
        Update();
        IsOn = isOn;
        IsDivided = isDivided;
    }

    /// <summary>Sets all event counters to zero.</summary>
    public void ClearEvents()
    {
        for (int i = 0; i < _eventCounters; i++)
        {
            this[i] = 0;
        }
    }

    /// <summary>Enables some counters and disables the others.</summary>
    public void Enable(uint counters)
    {
        Update();
        Enabled = counters & AllCounters;
    }

    /// <summary>Says of some counters that they have not passed their last value, or that they have.</summary>
    public void SetOverflowed(uint counters, bool overflowed) =>
        Overflowed = overflowed ? Overflowed | (counters & AllCounters) : Overflowed & ~counters;

    /// <summary>A counter's value, by its bit.</summary>
    public uint this[int counter]
    {
        get
        {
            Update();
            return _counters[PlaceOf(counter)].Value;
        }

        set
        {
            Update();
            ref Counter written = ref _counters[PlaceOf(counter)];
            written.Value = value;
            written.Since = NowOf(written.Counts);
        }
    }

    /// <summary>What PMXEVTYPER of a counter holds.</summary>
    public uint TypeOf(int counter) => _counters[PlaceOf(counter)].Type;

    /// <summary>Sets what a counter counts; the cycle counter has only the bits that name modes.</summary>
    public void SetType(int counter, uint type, CountedEvent counts)
    {
        Update();
        ref Counter written = ref _counters[PlaceOf(counter)];
        written.Type = type;
        if (counter != CycleCounter)
        {
            written.Counts = counts;
            written.Since = NowOf(counts);
        }

        DependOnMode = _counters.Any(static one => (one.Type & (NotPrivileged | NotUser)) != 0);
    }

    /// <summary>PMSWINC: one more in those of the counters that count it.</summary>
    public void Increment(uint counters)
    {
        uint passed = 0;
        for (uint left = counters & AllCounters & ~(1u << CycleCounter); left != 0; left &= left - 1)
        {
            int i = BitOperations.TrailingZeroCount(left);
            if (_counters[i].Counts == CountedEvent.SoftwareIncrement && IsCounting(i))
            {
                passed |= Advance(i, 1);
            }
        }

        Overflowed |= passed;
    }

    private uint Advance(int place, ulong events)
    {
        ulong value = _counters[place].Value + events;
        _counters[place].Value = (uint)value;
        return value >> 32 != 0 ? BitOf(place) : 0;
    }

    private bool IsCounting(int place) =>
        IsOn && (Enabled & BitOf(place)) != 0 && (_counters[place].Type & (_vcpu.IsPrivileged ? NotPrivileged : NotUser)) == 0;

    private ulong NowOf(CountedEvent counted) => counted switch
    {
        CountedEvent.Instructions => _vcpu.Instructions,
        CountedEvent.ExceptionsTaken => _exceptionsTaken,
        CountedEvent.ExceptionReturns => _exceptionReturns,
        _ => 0,
    };

    private uint BitOf(int place) => 1u << (place == _eventCounters ? CycleCounter : place);

    private int PlaceOf(int counter) => counter == CycleCounter ? _eventCounters : counter;

    private struct Counter
    {
        public uint Value;
        public uint Type;
        public CountedEvent Counts;

        // Its event's number when Value was right.
        public ulong Since;
    }
}
