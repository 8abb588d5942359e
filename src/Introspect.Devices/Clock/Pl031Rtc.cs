using Introspect.Core;
using Introspect.Core.Timing;
using Introspect.Memory;

namespace Introspect.Devices.Clock;

/// <summary>
/// ARM PrimeCell real time clock (PL031), ARM DDI 0224B. It runs from power-on with the wall-clock time given and ticks with
/// the machine's clock. Not modelled: test registers.
/// </summary>
public sealed class Pl031Rtc : IMmioDevice, IReportsUnmodelled
{
    private const ulong NsPerSecond = 1_000_000_000;

    private static readonly RegisterMap<Pl031Rtc> s_registers = new("pl031", size: 0x1000)
    {
        { 0x000, "RTCDR", static d => d.Seconds },
        { 0x004, "RTCMR", static d => d._match, static (d, v) => d.SetMatch(v) },
        { 0x008, "RTCLR", static d => d._load, static (d, v) => d.Load(v) },
        { 0x00C, "RTCCR", static _ => 1, static (_, _) => { } },
        { 0x010, "RTCIMSC", static d => d._mask, static (d, v) => d.SetMask(v & 1) },
        { 0x014, "RTCRIS", static d => d._raised },
        { 0x018, "RTCMIS", static d => d._raised & d._mask },
        { 0x01C, "RTCICR", static (d, v) => d.SetRaised(d._raised & ~v) },
        { 0xFE0, "RTCPeriphID", [0x31, 0x10, 0x04, 0x00] },
        { 0xFF0, "RTCPCellID", [0x0D, 0xF0, 0x05, 0xB1] },
    };

    private readonly IMachineClock _clock;
    private readonly IInterruptLine _irq;
    private readonly TimedEvent _alarm;
    private readonly uint _wallClockSeconds;
    private uint _offset;
    private uint _match;
    private uint _load;
    private uint _mask;
    private uint _raised;

    /// <summary>A clock that shows <paramref name="wallClockSeconds"/> (since 1970) when the machine's clock is zero.</summary>
    public Pl031Rtc(IMachineClock clock, EventQueue events, IInterruptLine irq, ulong wallClockSeconds)
    {
        _clock = clock;
        _irq = irq;
        _alarm = new TimedEvent(events, () => SetRaised(1));
        _wallClockSeconds = _offset = (uint)wallClockSeconds;
    }

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private uint Seconds => _offset + (uint)(_clock.NowNs / NsPerSecond);

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset()
    {
        _alarm.Cancel();
        _offset = _wallClockSeconds;
        _match = _load = _mask = 0;
        SetRaised(0);
    }

    private void SetMatch(uint value)
    {
        _match = value;
        SetAlarm();
    }

    private void Load(uint value)
    {
        _load = value;
        _offset += value - Seconds;
        SetAlarm();
    }

    private void SetAlarm()
    {
        uint secondsLeft = _match - Seconds;
        if (secondsLeft == 0)
        {
            _alarm.Cancel();
            SetRaised(1);
            return;
        }

        _alarm.Set(((_clock.NowNs / NsPerSecond) + secondsLeft) * NsPerSecond);
    }

    private void SetMask(uint value)
    {
        _mask = value;
        SetRaised(_raised);
    }

    private void SetRaised(uint value)
    {
        _raised = value;
        _irq.Set((_raised & _mask) != 0);
    }
}
