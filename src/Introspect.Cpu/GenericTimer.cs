using Introspect.Core;
using Introspect.Core.Timing;

namespace Introspect.Cpu;

/// <summary>
/// The Generic Timer of one vCPU (ARM DDI 0406C B8.1): the system counter, the physical and the virtual timer. The counter runs at
/// 62.5 MHz, so a tick is 16 ns of guest time. Not modelled: the event stream, the Hyp timer, a virtual offset other than zero.
/// </summary>
public sealed class GenericTimer
{
    /// <summary>Nanoseconds of a counter tick.</summary>
    public const uint TickNs = 16;

    /// <summary>The counter's frequency, as CNTFRQ reads at reset.</summary>
    public const uint FrequencyHz = 62_500_000;

    private readonly IMachineClock _clock;

    public GenericTimer(IMachineClock clock, EventQueue events, IInterruptLine physicalLine, IInterruptLine virtualLine)
    {
        _clock = clock;
        Physical = new Channel(this, events, physicalLine);
        Virtual = new Channel(this, events, virtualLine);
    }

    /// <summary>CNTPCT, and CNTVCT with its offset of zero.</summary>
    public ulong Count => _clock.NowNs / TickNs;

    /// <summary>CNTFRQ: software keeps the frequency here.</summary>
    public uint Frequency { get; set; } = FrequencyHz;

    /// <summary>CNTKCTL.</summary>
    public uint KernelControl { get; set; }

    /// <summary>The physical timer, CNTP.</summary>
    public Channel Physical { get; }

    /// <summary>The virtual timer, CNTV.</summary>
    public Channel Virtual { get; }

    /// <summary>Both timers off.</summary>
    public void Reset()
    {
        Frequency = FrequencyHz;
        KernelControl = 0;
        Physical.Reset();
        Virtual.Reset();
    }

    /// <summary>One timer: compare value and control.</summary>
    public sealed class Channel
    {
        private const uint Enable = 1;
        private const uint Masked = 2;
        private const uint Fired = 4;

        private readonly GenericTimer _timer;
        private readonly IInterruptLine _line;
        private readonly TimedEvent _event;
        private uint _control;
        private ulong _compare;

        internal Channel(GenericTimer timer, EventQueue events, IInterruptLine line)
        {
            _timer = timer;
            _line = line;
            _event = new TimedEvent(events, Update);
        }

        /// <summary>CTL: ENABLE, IMASK and, read only, ISTATUS.</summary>
        public uint Control
        {
            get => _control | (IsFired ? Fired : 0);
            set
            {
                _control = value & (Enable | Masked);
                Update();
            }
        }

        /// <summary>CVAL.</summary>
        public ulong Compare
        {
            get => _compare;
            set
            {
                _compare = value;
                Update();
            }
        }

        /// <summary>TVAL: the compare value as a signed distance from the count.</summary>
        public uint Value
        {
            get => (uint)(_compare - _timer.Count);
            set => Compare = _timer.Count + (ulong)(long)(int)value;
        }

        private bool IsFired => (_control & Enable) != 0 && _timer.Count >= _compare;

        internal void Reset()
        {
            _control = 0;
            _compare = 0;
            Update();
        }

        private void Update()
        {
            bool fired = IsFired;
            _line.Set(fired && (_control & Masked) == 0);
            if ((_control & Enable) == 0 || fired || _compare > ulong.MaxValue / TickNs)
            {
                _event.Cancel();
            }
            else
            {
                _event.Set(_compare * TickNs);
            }
        }
    }
}
