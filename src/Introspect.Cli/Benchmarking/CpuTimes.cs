namespace Introspect.Cli.Benchmarking;

/// <summary>What a guest takes of the host's CPUs under this program and under QEMU; null without QEMU.</summary>
public sealed record CpuTimes(double IntrospectSeconds, double? QemuSeconds)
{
    // Start-up varies by so much; what is shorter cannot be compared.
    private const double ShortestSeconds = 0.01;

    /// <summary>How many times as long QEMU takes; null when that cannot be said.</summary>
    public double? Ratio => IntrospectSeconds >= ShortestSeconds && QemuSeconds >= ShortestSeconds ? QemuSeconds / IntrospectSeconds : null;

    /// <summary>The medians of this program's runs and, if there are any, of QEMU's.</summary>
    public static CpuTimes Of(IReadOnlyList<Measurement> measured) => new(measured[0].Seconds, measured.ElementAtOrDefault(1)?.Seconds);

    /// <summary>The same, less the time of <paramref name="startUp"/>.</summary>
    public CpuTimes Without(CpuTimes startUp) => new(
        Math.Max(0, IntrospectSeconds - startUp.IntrospectSeconds),
        QemuSeconds - startUp.QemuSeconds is { } left ? Math.Max(0, left) : null);
}
