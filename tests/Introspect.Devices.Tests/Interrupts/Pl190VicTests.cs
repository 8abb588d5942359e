using Introspect.Devices.Interrupts;
using Introspect.Devices.Tests.Fakes;

namespace Introspect.Devices.Tests.Interrupts;

public sealed class Pl190VicTests
{
    private const uint IrqStatus = 0x000, FiqStatus = 0x004, Raw = 0x008, Select = 0x00C, Enable = 0x010, EnableClear = 0x014;
    private const uint Soft = 0x018, SoftClear = 0x01C, Protection = 0x020, Vector = 0x030, DefaultVector = 0x034;
    private const uint Vectors = 0x100, Controls = 0x200, VectorEnable = 0x20;
    private const uint AddressOfDefault = 0xDEF;

    private readonly FakeInterruptLine _irq = new();
    private readonly FakeInterruptLine _fiq = new();
    private readonly Pl190Vic _vic;

    public Pl190VicTests() => _vic = new Pl190Vic(_irq, _fiq);

    [Theory]
    // select, enable, IRQ status, FIQ status; line 5 is up
    [InlineData(0x00, 0x00, 0x00, 0x00)]
    [InlineData(0x00, 0x20, 0x20, 0x00)]
    [InlineData(0x20, 0x20, 0x00, 0x20)]
    [InlineData(0x20, 0x00, 0x00, 0x00)]
    [InlineData(0x00, 0xDF, 0x00, 0x00)]
    public void A_line_reaches_the_input_it_is_selected_for_when_it_is_enabled(uint select, uint enable, uint irq, uint fiq)
    {
        _vic.Write32(Select, select);
        _vic.Write32(Enable, enable);
        _vic.Input(5).Set(true);
        Assert.Equal((irq, fiq, 0x20u), (_vic.Read32(IrqStatus), _vic.Read32(FiqStatus), _vic.Read32(Raw)));
        Assert.Equal((irq != 0, fiq != 0), (_irq.IsRaised, _fiq.IsRaised));
        _vic.Input(5).Set(false);
        Assert.False(_irq.IsRaised || _fiq.IsRaised);
    }

    [Fact]
    public void Enables_are_set_by_one_register_and_cleared_by_another()
    {
        _vic.Write32(Enable, 0x8000_0003);
        _vic.Write32(Enable, 0x10);
        Assert.Equal(0x8000_0013u, _vic.Read32(Enable));
        _vic.Write32(EnableClear, 0x8000_0001);
        Assert.Equal((0x12u, 0u), (_vic.Read32(Enable), _vic.Read32(EnableClear)));
    }

    [Fact]
    public void Software_raises_a_line_that_its_device_leaves_low()
    {
        _vic.Write32(Enable, 3);
        _vic.Write32(Soft, 2);
        _vic.Write32(Soft, 4);
        Assert.Equal((6u, 2u, 6u, true), (_vic.Read32(Soft), _vic.Read32(IrqStatus), _vic.Read32(Raw), _irq.IsRaised));
        _vic.Input(1).Set(true);
        _vic.Write32(SoftClear, 6);
        Assert.Equal((0u, 2u, true), (_vic.Read32(Soft), _vic.Read32(Raw), _irq.IsRaised));
        _vic.Input(1).Set(false);
        Assert.False(_irq.IsRaised);
    }

    public static TheoryData<int[], uint> Priorities => new()
    {
        // lines up   vector; line 20 has vector 0, line 3 vector 1, line 9 vector 15, line 8 a vector that is off
        { [],           AddressOfDefault },
        { [20],         0x1000 },
        { [3],          0x1001 },
        { [9],          0x100F },
        { [3, 9, 20],   0x1000 },
        { [3, 9],       0x1001 },
        { [0, 9],       0x100F },
        { [0],          AddressOfDefault },
        { [8],          AddressOfDefault },
        { [31],         AddressOfDefault },
    };

    [Theory, MemberData(nameof(Priorities))]
    public void The_vector_is_that_of_the_most_urgent_line(int[] lines, uint vector)
    {
        SetVectors();
        foreach (int line in lines)
        {
            _vic.Input(line).Set(true);
        }

        Assert.Equal(lines.Length > 0, _irq.IsRaised);
        Assert.Equal(vector, _vic.Read32(Vector));
        Assert.False(_irq.IsRaised);
    }

    [Fact]
    public void Only_a_more_urgent_line_interrupts_what_has_been_taken()
    {
        SetVectors();
        _vic.Input(3).Set(true);
        Assert.Equal(0x1001u, _vic.Read32(Vector));
        _vic.Input(9).Set(true);
        _vic.Input(0).Set(true);
        Assert.False(_irq.IsRaised);
        Assert.Equal(0x1001u, _vic.Read32(Vector));
        _vic.Input(20).Set(true);
        Assert.True(_irq.IsRaised);
        Assert.Equal(0x1000u, _vic.Read32(Vector));
        Assert.False(_irq.IsRaised);
    }

    [Fact]
    public void The_ends_come_in_the_opposite_order_and_let_the_next_in()
    {
        SetVectors();
        Take(9, 0x100F);
        Take(3, 0x1001);
        _vic.Input(0).Set(true);

        // Line 3 is still up: its end raises it again, and that of line 9, which went down, lets the default vector in.
        _vic.Write32(Vector, 0);
        Assert.True(_irq.IsRaised);
        Assert.Equal(0x1001u, _vic.Read32(Vector));
        _vic.Input(3).Set(false);
        _vic.Write32(Vector, 0);
        Assert.False(_irq.IsRaised);
        _vic.Input(9).Set(false);
        _vic.Write32(Vector, 0);
        Assert.True(_irq.IsRaised);
        Take(0, AddressOfDefault);
    }

    [Fact]
    public void An_end_without_a_beginning_changes_nothing()
    {
        SetVectors();
        _vic.Write32(Vector, 0);
        Take(20, 0x1000);
    }

    [Fact]
    public void A_line_to_FIQ_has_no_vector()
    {
        SetVectors();
        _vic.Write32(Select, 1u << 20);
        _vic.Input(20).Set(true);
        Assert.Equal((false, true, AddressOfDefault), (_irq.IsRaised, _fiq.IsRaised, _vic.Read32(Vector)));
    }

    [Fact]
    public void Reset_clears_the_registers_and_keeps_the_wires()
    {
        SetVectors();
        _vic.Write32(Select, 2);
        _vic.Write32(Soft, 2);
        _vic.Write32(Protection, 3);
        Take(9, 0x100F);
        Assert.True(_fiq.IsRaised);
        Assert.Equal(1u, _vic.Read32(Protection));
        _vic.Reset();
        Assert.False(_irq.IsRaised || _fiq.IsRaised);
        foreach (uint offset in new[]
        {
            IrqStatus, FiqStatus, Select, Enable, Soft, Protection, DefaultVector, Vectors, Vectors + 0x3C, Controls, Controls + 0x3C,
        })
        {
            Assert.Equal(0u, _vic.Read32(offset));
        }

        Assert.Equal(1u << 9, _vic.Read32(Raw));
        _vic.Write32(Enable, 1u << 9);
        Assert.True(_irq.IsRaised);
    }

    [Fact]
    public void A_control_keeps_its_six_bits()
    {
        _vic.Write32(Controls + 8, uint.MaxValue);
        Assert.Equal(0x3Fu, _vic.Read32(Controls + 8));
    }

    [Fact]
    public void The_identification_is_that_of_a_pl190() =>
        Assert.Equal([0x90u, 0x11, 0x04, 0x00], new uint[] { 0xFE0, 0xFE4, 0xFE8, 0xFEC }.Select(_vic.Read32));

    // Line 20 before line 3, both before line 9; all lines are enabled.
    private void SetVectors()
    {
        foreach ((uint vector, uint control) in new[] { (0u, 20u | VectorEnable), (1u, 3u | VectorEnable), (2u, 8u), (15u, 9u | VectorEnable) })
        {
            _vic.Write32(Vectors + (4 * vector), 0x1000 + vector);
            _vic.Write32(Controls + (4 * vector), control);
        }

        _vic.Write32(DefaultVector, AddressOfDefault);
        _vic.Write32(Enable, uint.MaxValue);
    }

    private void Take(int line, uint vector)
    {
        _vic.Input(line).Set(true);
        Assert.Equal(vector, _vic.Read32(Vector));
    }
}
