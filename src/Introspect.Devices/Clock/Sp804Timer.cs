using Introspect.Core;
using Introspect.Core.Timing;
using Introspect.Memory;

namespace Introspect.Devices.Clock;

/// <summary>
/// ARM dual timer (SP804), ARM DDI 0271D, clocked at 1 MHz as on ARM's boards: two down counters that share one interrupt. A counter
/// that is loaded with zero interrupts once and stands. Not modelled: test registers, the upper half of a count of 16 bits.
/// </summary>
public sealed class Sp804Timer : IMmioDevice, IReportsUnmodelled
{
    private static readonly RegisterMap<Sp804Timer> s_registers = new("sp804", size: 0x1000)
    {
        { 0x000, "Timer1Load", static d => d._first.Load, static (d, v) => d._first.SetLoad(v) },
        { 0x004, "Timer1Value", static d => d._first.Value },
        { 0x008, "Timer1Control", static d => d._first.Control, static (d, v) => d._first.SetControl(v) },
        { 0x00C, "Timer1IntClr", static (d, _) => d._first.Clear() },
        { 0x010, "Timer1RIS", static d => d._first.Raised },
        { 0x014, "Timer1MIS", static d => d._first.Masked },
        { 0x018, "Timer1BGLoad", static d => d._first.Load, static (d, v) => d._first.SetReload(v) },
        { 0x020, "Timer2Load", static d => d._second.Load, static (d, v) => d._second.SetLoad(v) },
        { 0x024, "Timer2Value", static d => d._second.Value },
        { 0x028, "Timer2Control", static d => d._second.Control, static (d, v) => d._second.SetControl(v) },
        { 0x02C, "Timer2IntClr", static (d, _) => d._second.Clear() },
        { 0x030, "Timer2RIS", static d => d._second.Raised },
        { 0x034, "Timer2MIS", static d => d._second.Masked },
        { 0x038, "Timer2BGLoad", static d => d._second.Load, static (d, v) => d._second.SetReload(v) },
        { 0xFE0, "TimerPeriphID", [0x04, 0x18, 0x14, 0x00] },
        { 0xFF0, "TimerPCellID", [0x0D, 0xF0, 0x05, 0xB1] },
    };

    private readonly IInterruptLine _irq;
    private readonly Counter _first;
    private readonly Counter _second;

    public Sp804Timer(IMachineClock clock, EventQueue events, IInterruptLine irq)
    {
        _irq = irq;
        _first = new Counter(this, clock, events);
        _second = new Counter(this, clock, events);
    }

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset()
    {
        _first.Reset();
        _second.Reset();
    }

    private void UpdateInterrupt() => _irq.Set(_first.Interrupts || _second.Interrupts);

    /// <summary>
    /// One of the two. What it counts follows from the time at which it had a known count; an event is set only for an interrupt
    /// that somebody will see.
    /// </summary>
    private sealed class Counter
    {
        private const uint OneShot = 1, Wide = 2, InterruptEnable = 0x20, Periodic = 0x40, Enable = 0x80;
        private const uint ControlBits = 0xEF, ControlAtReset = InterruptEnable;
        private const ulong NsInTick = 1000;

        private readonly Sp804Timer _timer;
        private readonly IMachineClock _clock;
        private readonly TimedEvent _zero;
        private uint _load;
        private uint _count = uint.MaxValue;
        private uint _control = ControlAtReset;
        private bool _raised;

        // When the count was as _count says.
        private ulong _sinceNs;

        public Counter(Sp804Timer timer, IMachineClock clock, EventQueue events)
        {
            _timer = timer;
            _clock = clock;
            _zero = new TimedEvent(events, Update);
        }

        public uint Load => _load;

        public uint Control => _control;

        public bool Interrupts => _raised && (_control & InterruptEnable) != 0;

        public uint Value
        {
            get
            {
                Update();
                return _count & Mask;
            }
        }

        public uint Raised
        {
            get
            {
                Update();
                return _raised ? 1u : 0;
            }
        }

        public uint Masked
        {
            get
            {
                Update();
                return Interrupts ? 1u : 0;
            }
        }

        private bool IsEnabled => (_control & Enable) != 0;

        private uint Mask => (_control & Wide) != 0 ? uint.MaxValue : 0xFFFF;

        // DDI 0271D 3.3.3: the clock by 1, 16 or 256; 3 is not defined.
        private ulong PeriodNs => Bits.Extract(_control, 2, 2) switch { 0 => NsInTick, 1 => 16 * NsInTick, _ => 256 * NsInTick };

        /// <summary>Ticks from one zero to the next; 0 when the counter stands at zero.</summary>
        private ulong Cycle =>
            (_control & OneShot) != 0 ? 0 :
            (_control & Periodic) != 0 ? _load & Mask :
            (ulong)Mask + 1;

        private ulong TicksToZero => (_count & Mask) != 0 ? _count & Mask : Cycle;

        public void SetLoad(uint value)
        {
            Advance();
            _load = _count = value;
            _sinceNs = _clock.NowNs;
            _raised |= IsEnabled && (value & Mask) == 0;
            Settle();
        }

        public void SetReload(uint value)
        {
            Advance();
            _load = value;
            Settle();
        }

        public void SetControl(uint value)
        {
            Advance();
            _control = value & ControlBits;
            Settle();
        }

        public void Clear()
        {
            Advance();
            _raised = false;
            Settle();
        }

        public void Reset()
        {
            _load = 0;
            _count = uint.MaxValue;
            _control = ControlAtReset;
            _raised = false;
            Settle();
        }

        private void Update()
        {
            Advance();
            Settle();
        }

        /// <summary>Counts up to now, to a whole tick.</summary>
        private void Advance()
        {
            ulong now = _clock.NowNs;
            if (!IsEnabled)
            {
                _sinceNs = now;
                return;
            }

            ulong ticks = (now - _sinceNs) / PeriodNs;
            ulong left = TicksToZero;
            _sinceNs += ticks * PeriodNs;
            if (ticks == 0 || left == 0)
            {
                return;
            }

            if (ticks < left)
            {
                _count = (uint)(left - ticks);
                return;
            }

            _raised = true;
            _count = Cycle == 0 ? 0 : (uint)(Cycle - ((ticks - left) % Cycle)) & Mask;
        }

        private void Settle()
        {
            _timer.UpdateInterrupt();
            if (!IsEnabled || _raised || TicksToZero == 0 || (_control & InterruptEnable) == 0)
            {
                _zero.Cancel();
                return;
            }

            // Reading a counter leaves its zero where it is.
            ulong due = _sinceNs + (TicksToZero * PeriodNs);
            if (_zero.DueNs != due)
            {
                _zero.Set(due);
            }
        }
    }
}
