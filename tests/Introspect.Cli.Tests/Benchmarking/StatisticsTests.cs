using Introspect.Cli.Benchmarking;

namespace Introspect.Cli.Tests.Benchmarking;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(2.0, new[] { 9.0, 1.0, 2.0 })]
    [InlineData(2.5, new[] { 3.0, 1.0, 9.0, 2.0 })]
    [InlineData(7.0, new[] { 7.0 })]
    public void The_median_lies_in_the_middle_whatever_the_order(double median, double[] numbers) =>
        Assert.Equal(median, Statistics.Median(numbers));

    [Fact]
    public void Twice_as_fast_and_half_as_fast_are_as_fast() => Assert.Equal(1, Statistics.GeometricMean([2, 0.5])!.Value, precision: 9);

    [Fact]
    public void Without_ratios_there_is_no_mean() => Assert.Null(Statistics.GeometricMean([]));
}
