using Introspect.Core.Timing;
using Introspect.Memory;

namespace Introspect.Devices.Control;

/// <summary>
/// The system registers of the Versatile/PB926EJ-S, ARM DUI 0225D, "Status and system control registers". Oscillators, configuration
/// and reset are written only while SYS_LOCK holds its key. There is no display, no card and no PCI backplane; switches are off. A
/// reset is a power-on reset, so it clears SYS_NVFLAGS too. Not modelled: what the oscillators, SYS_FLASH and SYS_CLCD drive, DMA
/// mapping.
/// </summary>
/// <param name="clock">What the counters count.</param>
/// <param name="requestReset">Resets the machine.</param>
public sealed class VersatileSystemRegisters(IMachineClock clock, Action requestReset) : IMmioDevice, IReportsUnmodelled
{
    private const int Oscillators = 5;
    private const uint Identification = 0x4100_7004;
    private const uint Key = 0xA05F, Locked = 1 << 16;
    private const uint ResetRequest = 1 << 8;
    private const uint NoDisplay = 0x1F00;
    private const ulong NsIn100Hz = 10_000_000;

    private static readonly RegisterMap<VersatileSystemRegisters> s_registers = new("versatile-sysreg", size: 0x1000)
    {
        { 0x000, "SYS_ID", Identification },
        { 0x004, "SYS_SW", 0 },
        { 0x008, "SYS_LED", static d => d._leds, static (d, v) => d._leds = v & 0xFF },
        { 0x00C, Oscillators, "SYS_OSC", static (d, i) => d._oscillators[i], static (d, i, v) => d.SetOscillator(i, v) },
        { 0x020, "SYS_LOCK", static d => d._lock | (d.IsLocked ? Locked : 0), static (d, v) => d._lock = v & 0xFFFF },
        { 0x024, "SYS_100HZ", static d => (uint)(d.NowNs / NsIn100Hz) },
        { 0x028, 2, "SYS_CFGDATA", static (d, i) => d._configuration[i], static (d, i, v) => d.AssignUnlocked(ref d._configuration[i], v) },
        { 0x030, "SYS_FLAGS/SYS_FLAGSSET", static d => d._flags, static (d, v) => d._flags |= v },
        { 0x034, "SYS_FLAGSCLR", static (d, v) => d._flags &= ~v },
        { 0x038, "SYS_NVFLAGS/SYS_NVFLAGSSET", static d => d._lastingFlags, static (d, v) => d._lastingFlags |= v },
        { 0x03C, "SYS_NVFLAGSCLR", static (d, v) => d._lastingFlags &= ~v },
        { 0x040, "SYS_RESETCTL", static d => d._resetControl, static (d, v) => d.SetResetControl(v) },
        { 0x044, "SYS_PCICTL", 0 },
        { 0x048, "SYS_MCI", 0 },
        { 0x04C, "SYS_FLASH", static d => d._flash, static (d, v) => d._flash = v & 1 },
        { 0x050, "SYS_CLCD", static d => d._display, static (d, v) => d._display = (v & 0xFF) | NoDisplay },
        { 0x054, "SYS_CLCDSER", 0 },
        { 0x058, "SYS_BOOTCS", 0 },
        { 0x05C, "SYS_24MHZ", static d => (uint)(d.NowNs * 3 / 125) },
        { 0x060, "SYS_MISC", 0 },
    };

    private readonly uint[] _oscillators = new uint[Oscillators];
    private readonly uint[] _configuration = new uint[2];
    private uint _leds;
    private uint _lock;
    private uint _flags;
    private uint _lastingFlags;
    private uint _resetControl;
    private uint _flash;
    private uint _display = NoDisplay;

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private bool IsLocked => _lock != Key;

    private ulong NowNs => clock.NowNs;

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset()
    {
        Array.Clear(_oscillators);
        Array.Clear(_configuration);
        _leds = _lock = _flags = _lastingFlags = _resetControl = _flash = 0;
        _display = NoDisplay;
    }

    private void SetOscillator(int oscillator, uint value) => AssignUnlocked(ref _oscillators[oscillator], value & 0x7_FFFF);

    private void AssignUnlocked(ref uint register, uint value)
    {
        if (!IsLocked)
        {
            register = value;
        }
    }

    private void SetResetControl(uint value)
    {
        AssignUnlocked(ref _resetControl, value & 7);
        if (!IsLocked && (value & ResetRequest) != 0)
        {
            requestReset();
        }
    }
}
