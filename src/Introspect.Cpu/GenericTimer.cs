using Introspect.Core;
using Introspect.Core.Timing;

namespace Introspect.Cpu;

/// <summary>Where the interrupts of a vCPU's timers go; what a board does not wire leads nowhere.</summary>
/// <param name="Physical">The physical timer's.</param>
/// <param name="Virtual">The virtual timer's.</param>
public sealed record TimerLines(IInterruptLine Physical, IInterruptLine Virtual)
{
    /// <summary>None of them is wired.</summary>
    public static TimerLines None => new(new Wire(), new Wire());

    /// <summary>The physical timer's of Secure state.</summary>
    public IInterruptLine SecurePhysical { get; init; } = new Wire();

    /// <summary>The physical timer's of Hyp mode.</summary>
    public IInterruptLine Hyp { get; init; } = new Wire();
}

/// <summary>
/// The Generic Timer of one vCPU (ARM DDI 0406C B8.1): the system counter, the physical and the virtual timer. The counter runs at
/// 62.5 MHz, so a tick is 16 ns of guest time. Not modelled: the event stream.
/// </summary>
public sealed class GenericTimer
{
    /// <summary>Nanoseconds of a counter tick.</summary>
    public const uint TickNs = 16;

    /// <summary>The counter's frequency, as CNTFRQ reads at reset.</summary>
    public const uint FrequencyHz = 62_500_000;

    // PL1PCTEN and PL1PCEN: guests reach the physical counter and timer (ARM DDI 0406C B8.1.3).
    private const uint HypControlAtReset = 3;

    private readonly IMachineClock _clock;
    private ulong _virtualOffset;

    public GenericTimer(IMachineClock clock, EventQueue events, TimerLines lines)
    {
        _clock = clock;
        Physical = new Channel(this, events, lines.Physical);
        Virtual = new Channel(this, events, lines.Virtual, isVirtual: true);
        SecurePhysical = new Channel(this, events, lines.SecurePhysical);
        Hyp = new Channel(this, events, lines.Hyp);
    }

    /// <summary>CNTPCT.</summary>
    public ulong Count => _clock.NowNs / TickNs;

    /// <summary>CNTVCT.</summary>
    public ulong VirtualCount => Count - _virtualOffset;

    /// <summary>CNTVOFF.</summary>
    public ulong VirtualOffset
    {
        get => _virtualOffset;
        set
        {
            _virtualOffset = value;
            Virtual.Update();
        }
    }

    /// <summary>CNTFRQ: software keeps the frequency here.</summary>
    public uint Frequency { get; set; } = FrequencyHz;

    /// <summary>CNTKCTL.</summary>
    public uint KernelControl { get; set; }

    /// <summary>CNTHCTL.</summary>
    public uint HypControl { get; set; } = HypControlAtReset;

    /// <summary>The physical timer, CNTP; with the Security Extensions that of Non-secure state.</summary>
    public Channel Physical { get; }

    /// <summary>The physical timer of Secure state.</summary>
    public Channel SecurePhysical { get; }

    /// <summary>The physical timer of Hyp mode, CNTHP.</summary>
    public Channel Hyp { get; }

    /// <summary>The virtual timer, CNTV.</summary>
    public Channel Virtual { get; }

    /// <summary>All timers off.</summary>
    public void Reset()
    {
        Frequency = FrequencyHz;
        KernelControl = 0;
        HypControl = HypControlAtReset;
        _virtualOffset = 0;
        foreach (Channel channel in (Channel[])[Physical, SecurePhysical, Virtual, Hyp])
        {
            channel.Reset();
        }
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
        private readonly bool _isVirtual;
        private uint _control;
        private ulong _compare;

        internal Channel(GenericTimer timer, EventQueue events, IInterruptLine line, bool isVirtual = false)
        {
            _timer = timer;
            _isVirtual = isVirtual;
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
            get => (uint)(_compare - Count);
            set => Compare = Count + (ulong)(long)(int)value;
        }

        private ulong Count => _timer.Count - Offset;

        private ulong Offset => _isVirtual ? _timer._virtualOffset : 0;

        private bool IsFired => (_control & Enable) != 0 && Count >= _compare;

        internal void Reset()
        {
            _control = 0;
            _compare = 0;
            Update();
        }

        internal void Update()
        {
            bool fired = IsFired;
            _line.Set(fired && (_control & Masked) == 0);

            // What the system counter reads then; what is too far away, or behind its wrapping, is never.
            ulong due = _compare + Offset;
            if ((_control & Enable) == 0 || fired || due < _timer.Count || due > ulong.MaxValue / TickNs)
            {
                _event.Cancel();
            }
            else
            {
                _event.Set(due * TickNs);
            }
        }
    }
}
