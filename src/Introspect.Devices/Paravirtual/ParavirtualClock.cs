using Introspect.Core;
using Introspect.Core.Timing;

namespace Introspect.Devices.Paravirtual;

/// <summary>
/// The machine's time in nanoseconds, the wall clock at its beginning, what the host stole, and an alarm. Reading the low word of a time keeps
/// the high word that belongs to it. Stolen time is an input: nobody reports any on the virtual clock, so it stays 0 there.
/// </summary>
public sealed class ParavirtualClock : ParavirtualDevice
{
    private static readonly RegisterMap<ParavirtualClock> s_registers = new("paravirtual clock", WindowBytes)
    {
        { 0x000, "NowLow", static d => d.Keep(d._clock.NowNs) },
        { 0x004, "NowHigh", static d => d._high },
        { 0x008, "StolenLow", static d => d.Keep(d._stolenNs) },
        { 0x00C, "StolenHigh", static d => d._high },
        { 0x010, "WallClockSeconds", static d => d._wallClockSeconds },
        { 0x014, "AlarmLow", static d => d._alarmLow, static (d, v) => d._alarmLow = v },
        { 0x018, "AlarmHigh", static (d, v) => d.SetAlarm(v) },
        { 0x01C, "Rung", static d => d._hasRung ? 1u : 0, static (d, _) => d.SetRung(false) },
    };

    private readonly IMachineClock _clock;
    private readonly IInterruptLine _irq;
    private readonly TimedEvent _alarm;
    private readonly uint _wallClockSeconds;
    private ulong _stolenNs;
    private uint _high;
    private uint _alarmLow;
    private bool _hasRung;

    /// <summary>A clock that shows <paramref name="wallClockSeconds"/> (since 1970) when the machine's clock is zero.</summary>
    public ParavirtualClock(IMachineClock clock, EventQueue events, ulong wallClockSeconds, IInterruptLine irq)
    {
        _clock = clock;
        _irq = irq;
        _alarm = new TimedEvent(events, () => SetRung(true));
        _wallClockSeconds = (uint)wallClockSeconds;
    }

    public override ParavirtualKind Kind => ParavirtualKind.Clock;

    /// <summary>The guest could have run for so long, and the host let it wait. Post it through the machine's input door.</summary>
    public void AddStolen(ulong nanoseconds) => _stolenNs += nanoseconds;

    public override uint Read32(uint offset) => s_registers.Read(this, offset);

    public override void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public override void Reset()
    {
        _alarm.Cancel();
        _stolenNs = 0;
        _high = _alarmLow = 0;
        SetRung(false);
    }

    private uint Keep(ulong nanoseconds)
    {
        _high = (uint)(nanoseconds >> 32);
        return (uint)nanoseconds;
    }

    private void SetAlarm(uint high)
    {
        SetRung(false);
        _alarm.Set(((ulong)high << 32) | _alarmLow);
    }

    private void SetRung(bool value)
    {
        _hasRung = value;
        _irq.Set(value);
    }
}
