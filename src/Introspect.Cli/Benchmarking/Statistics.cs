namespace Introspect.Cli.Benchmarking;

/// <summary>Numbers that stand for many.</summary>
internal static class Statistics
{
    /// <summary>The number in the middle; of an even count, the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The mean of ratios; null when there are none.</summary>
    public static double? GeometricMean(IEnumerable<double> ratios)
    {
        double[] logarithms = [.. ratios.Select(static ratio => Math.Log(ratio))];
        return logarithms.Length == 0 ? null : Math.Exp(logarithms.Average());
    }
}
