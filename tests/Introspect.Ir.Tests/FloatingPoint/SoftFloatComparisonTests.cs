using Introspect.Ir.FloatingPoint;

namespace Introspect.Ir.Tests.FloatingPoint;

public sealed class SoftFloatComparisonTests
{
    private const uint Ioc = FloatStatus.InvalidOperation, Idc = FloatStatus.InputDenormal, Fz = FloatStatus.FlushToZero;
    private const uint One = 0x3F80_0000, Inf = 0x7F80_0000, Minus = 0x8000_0000, Quiet = 0x7FC0_0000, Signalling = 0x7F80_0001;

    public static TheoryData<uint, uint, uint, uint, uint, uint> Comparisons => new()
    {
        // a           b           fpscr  nzcv    flags of VCMP, VCMPE
        { One,         One,        0,     0b0110, 0,   0 },
        { One,         One + 1,    0,     0b1000, 0,   0 },
        { One,         One | Minus, 0,    0b0010, 0,   0 },
        { One | Minus, One,        0,     0b1000, 0,   0 },
        { Minus | 2,   Minus | 1,  0,     0b1000, 0,   0 },
        { 0,           Minus,      0,     0b0110, 0,   0 },
        { Inf,         One,        0,     0b0010, 0,   0 },
        { Inf | Minus, One,        0,     0b1000, 0,   0 },
        { 1,           0,          0,     0b0010, 0,   0 },
        { 1,           Minus | 1,  Fz,    0b0110, Idc, Idc },
        { Quiet,       One,        0,     0b0011, 0,   Ioc },
        { One,         Signalling, 0,     0b0011, Ioc, Ioc },
        { Quiet,       1,          Fz,    0b0011, Idc, Ioc | Idc },
    };

    public static TheoryData<uint, uint, uint, uint, uint, uint> Extremes => new()
    {
        // a           b            fpscr  min          max          flags
        { One,         One + 1,     0,     One,         One + 1,     0 },
        { 0,           Minus,       0,     Minus,       0,           0 },
        { Minus,       0,           0,     Minus,       0,           0 },
        { Minus,       Minus,       0,     Minus,       Minus,       0 },
        { Minus,       One,         0,     Minus,       One,         0 },
        { Inf,         One,         0,     One,         Inf,         0 },
        { Inf | Minus, One,         0,     Inf | Minus, One,         0 },
        { Minus | 1,   One,         Fz,    Minus,       One,         Idc },
        { 1,           Minus | One, Fz,    Minus | One, 0,           Idc },
        { 1,           2,           0,     1,           2,           0 },
        { Quiet | 1,   One,         0,     Quiet | 1,   Quiet | 1,   0 },
        { One,         Signalling,  0,     Quiet | 1,   Quiet | 1,   Ioc },
        { Quiet | 2,   Signalling,  0,     Quiet | 1,   Quiet | 1,   Ioc },
        { One,         Quiet | 1,   FloatStatus.DefaultNaN, Quiet, Quiet, 0 },
    };

    [Theory, MemberData(nameof(Comparisons))]
    public void A_comparison_gives_flags_as_VMRS_delivers_them(
        uint a, uint b, uint fpscr, uint nzcv, uint quietFlags, uint signallingFlags)
    {
        uint after = fpscr;
        Assert.Equal((nzcv, fpscr | quietFlags), (SoftFloat.Compare32(a, b, false, ref after), after));
        after = fpscr;
        Assert.Equal((nzcv, fpscr | signallingFlags), (SoftFloat.Compare32(a, b, true, ref after), after));
        after = fpscr;
        Assert.Equal((nzcv == 0b0110, fpscr | quietFlags), (SoftFloat.Equal32(a, b, ref after), after));
        after = fpscr;
        Assert.Equal(
            (nzcv is 0b0110 or 0b0010, fpscr | signallingFlags), (SoftFloat.GreaterOrEqual32(a, b, ref after), after));
        after = fpscr;
        Assert.Equal((nzcv == 0b0010, fpscr | signallingFlags), (SoftFloat.Greater32(a, b, ref after), after));
    }

    [Fact]
    public void Every_pair_of_corners_compares_as_on_the_host()
    {
        foreach (ulong a in FloatGen.DoubleCorners)
        {
            foreach (ulong b in FloatGen.DoubleCorners)
            {
                double x = BitConverter.UInt64BitsToDouble(a);
                double y = BitConverter.UInt64BitsToDouble(b);
                uint expected = x < y ? 0b1000u : x == y ? 0b0110u : x > y ? 0b0010u : 0b0011u;
                uint fpscr = 0;
                Assert.Equal(expected, SoftFloat.Compare64(a, b, false, ref fpscr));
            }
        }
    }

    [Theory, MemberData(nameof(Extremes))]
    public void Minimum_and_maximum_order_zeros_by_sign_and_pass_NaNs_on(
        uint a, uint b, uint fpscr, uint min, uint max, uint flags)
    {
        uint after = fpscr;
        Assert.Equal((min, fpscr | flags), (SoftFloat.Min32(a, b, ref after), after));
        after = fpscr;
        Assert.Equal((max, fpscr | flags), (SoftFloat.Max32(a, b, ref after), after));
    }
}
