using Introspect.Ir;
using Introspect.Machine.Parallel;

namespace Introspect.Machine.Tests.Parallel;

public sealed class SpinDetectorTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(11, false)]
    [InlineData(12, true)]
    [InlineData(13, false)]
    public void A_loop_that_only_waits_leaves_the_registers_that_calls_keep_alone(int counter, bool waits)
    {
        var detector = new SpinDetector();
        var registers = default(RegisterFile);
        Assert.Equal([false, waits, waits], Slices(3, () =>
        {
            registers[counter]++;
            return detector.Note(registers);
        }));
    }

    [Fact]
    public void A_call_within_the_loop_may_use_them_for_a_while()
    {
        var detector = new SpinDetector();
        var registers = default(RegisterFile);
        Assert.Equal([false, false, true, true], Slices(4, () =>
        {
            registers[4] ^= 5;
            return detector.Note(registers);
        }));
    }

    [Fact]
    public void Registers_that_were_zero_all_along_say_nothing_at_first() => Assert.False(new SpinDetector().Note(default));

    private static bool[] Slices(int count, Func<bool> slice) => [.. Enumerable.Range(0, count).Select(_ => slice())];
}
