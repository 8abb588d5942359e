using Introspect.Cli.Benchmarking;

namespace Introspect.Cli.Tests.Benchmarking;

public sealed class CpuTimesTests
{
    private static readonly CpuTimes s_startUp = new(0.4, 0.05);

    [Fact]
    public void The_median_of_each_emulator_counts() => Assert.Equal(
        new CpuTimes(2, 5),
        CpuTimes.Of([Measured(2, 1, 9), Measured(5, 4, 6)]));

    [Fact]
    public void Without_qemu_there_is_its_time_and_the_ratio_neither()
    {
        CpuTimes times = CpuTimes.Of([Measured(2)]).Without(new CpuTimes(0.4, null));
        Assert.Equal(1.6, times.IntrospectSeconds, precision: 9);
        Assert.Null(times.QemuSeconds);
        Assert.Null(times.Ratio);
    }

    [Fact]
    public void The_ratio_is_qemus_time_to_ours_after_start_up()
    {
        CpuTimes times = new CpuTimes(0.9, 1.05).Without(s_startUp);
        Assert.Equal(2, times.Ratio!.Value, precision: 9);
    }

    [Theory]
    [InlineData(0.409, 1)]
    [InlineData(0.3, 1)]
    [InlineData(1, 0.059)]
    [InlineData(1, 0.01)]
    public void What_is_as_short_as_start_up_varies_has_no_ratio_and_no_negative_time(double introspect, double qemu)
    {
        CpuTimes times = new CpuTimes(introspect, qemu).Without(s_startUp);
        Assert.Null(times.Ratio);
        Assert.True(times is { IntrospectSeconds: >= 0, QemuSeconds: >= 0 });
    }

    private static Measurement Measured(params double[] seconds) => new([.. seconds.Select(static s => new Sample(s, ""))]);
}
