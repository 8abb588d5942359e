using Introspect.Devices.Control;
using Introspect.Devices.Tests.Fakes;

namespace Introspect.Devices.Tests.Control;

public sealed class VersatileSystemRegistersTests
{
    private const uint Leds = 0x08, Oscillator0 = 0x0C, Oscillator4 = 0x1C, Lock = 0x20, Counter100Hz = 0x24;
    private const uint Configuration1 = 0x28, Configuration2 = 0x2C;
    private const uint FlagsSet = 0x30, FlagsClear = 0x34, LastingSet = 0x38, LastingClear = 0x3C, ResetControl = 0x40, Flash = 0x4C, Display = 0x50;
    private const uint Counter24MHz = 0x5C;
    private const uint Key = 0xA05F;

    private readonly FakeClock _clock = new();
    private readonly VersatileSystemRegisters _registers;
    private int _resets;

    public VersatileSystemRegistersTests() => _registers = new VersatileSystemRegisters(_clock, () => _resets++);

    public static TheoryData<uint, uint> AtReset => new()
    {
        // offset        value
        { 0x00,          0x4100_7004 },
        { 0x04,          0 },
        { Leds,          0 },
        { Oscillator0,   0 },
        { Oscillator4,   0 },
        { Lock,          0x1_0000 },
        { Configuration1, 0 },
        { Configuration2, 0 },
        { FlagsSet,      0 },
        { LastingSet,    0 },
        { ResetControl,  0 },
        { 0x44,          0 },
        { 0x48,          0 },
        { Flash,         0 },
        { Display,       0x1F00 },
    };

    [Theory, MemberData(nameof(AtReset))]
    public void Reset_puts_every_register_back(uint offset, uint value)
    {
        Assert.Equal(value, _registers.Read32(offset));
        _registers.Write32(Lock, Key);
        for (uint other = 0; other < 0x64; other += 4)
        {
            _registers.Write32(other, other == Lock ? Key : other is FlagsClear or LastingClear ? 0u : 0xFF);
        }

        _registers.Reset();
        Assert.Equal(value, _registers.Read32(offset));
    }

    [Theory]
    // offset, what it keeps of all ones, and whether the lock guards it
    [InlineData(Leds, 0xFF, false)]
    [InlineData(Oscillator0, 0x7_FFFF, true)]
    [InlineData(Oscillator4, 0x7_FFFF, true)]
    [InlineData(Configuration1, 0xFFFF_FFFF, true)]
    [InlineData(Configuration2, 0xFFFF_FFFF, true)]
    [InlineData(ResetControl, 7, true)]
    [InlineData(Flash, 1, false)]
    [InlineData(Display, 0x1FFF, false)]
    public void A_locked_register_is_written_only_with_the_key(uint offset, uint kept, bool isGuarded)
    {
        uint before = _registers.Read32(offset);
        _registers.Write32(offset, uint.MaxValue);
        Assert.Equal(isGuarded ? before : kept, _registers.Read32(offset));
        _registers.Write32(Lock, Key);
        _registers.Write32(offset, uint.MaxValue);
        Assert.Equal(kept, _registers.Read32(offset));
    }

    [Fact]
    public void The_lock_shows_its_state()
    {
        _registers.Write32(Lock, Key);
        Assert.Equal(Key, _registers.Read32(Lock));
        _registers.Write32(Lock, 0);
        Assert.Equal(0x1_0000u, _registers.Read32(Lock));
        _registers.Write32(Lock, 0x1234);
        Assert.Equal(0x1_1234u, _registers.Read32(Lock));
    }

    [Theory]
    // lock, value, resets
    [InlineData(0, 0x105, 0)]
    [InlineData(Key, 0x005, 0)]
    [InlineData(Key, 0x105, 1)]
    public void The_machine_is_reset_by_the_bit_for_it_when_unlocked(uint key, uint value, int resets)
    {
        _registers.Write32(Lock, key);
        _registers.Write32(ResetControl, value);
        Assert.Equal(resets, _resets);
    }

    [Theory]
    // seconds, at 24 MHz, at 100 Hz
    [InlineData(0, 0, 0)]
    [InlineData(0.000_001, 24, 0)]
    [InlineData(0.01, 240_000, 1)]
    [InlineData(10.5, 252_000_000, 1050)]
    [InlineData(200, 505_032_704, 20_000)]
    public void The_counters_count_time(double seconds, uint fast, uint slow)
    {
        _clock.RunTo(seconds);
        Assert.Equal((fast, slow), (_registers.Read32(Counter24MHz), _registers.Read32(Counter100Hz)));
    }

    [Theory]
    [InlineData(FlagsSet, FlagsClear)]
    [InlineData(LastingSet, LastingClear)]
    public void Flags_are_set_by_one_register_and_cleared_by_another(uint set, uint clear)
    {
        _registers.Write32(set, 0x0F);
        _registers.Write32(set, 0xF0);
        _registers.Write32(clear, 0x18);
        Assert.Equal((0xE7u, 0u), (_registers.Read32(set), _registers.Read32(clear)));
    }
}
