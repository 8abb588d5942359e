using System.Globalization;
using Introspect.Cli.Benchmarking;

namespace Introspect.Cli.Output;

/// <summary>Prints what a `bench` came to, for people.</summary>
internal static class BenchmarkReports
{
    public static void Text(TextWriter output, BenchmarkReport report)
    {
        bool hasQemu = report.Qemu is not null;
        Listing.Table(
            output,
            ["BENCHMARK", "VERSION", "ISA", "INTROSPECT s", .. hasQemu ? (string[])["QEMU s", "RATIO", "SAME"] : [], "WHAT"],
            report.Results.Select(result => (string[])
            [
                result.Name,
                result.Version,
                result.Isa,
                Seconds(result.Cpu.IntrospectSeconds),
                .. hasQemu ? (string[])[Seconds(result.Cpu.QemuSeconds), Ratio(result.Cpu.Ratio), result.Agrees ? "yes" : "NO"] : [],
                result.Description,
            ]));
        output.WriteLine();
        string runs = report.Runs == 1 ? "one run" : $"the median of {report.Runs} runs";
        output.WriteLine($"CPU seconds, {runs}, without start-up: {string.Join("; ", report.StartUps.Select(StartUp))}");
        if (report.GeometricMean is { } mean)
        {
            string means = string.Join("; ", report.GeometricMeans.Select(static part => $"{part.Version} {part.Isa} {Ratio(part.Ratio)}"));
            output.WriteLine($"ratio: QEMU's time / ours; geometric means {means}; of all {Ratio(mean)}; {report.Qemu}");
        }
    }

    private static string StartUp(StartUp startUp) => startUp.Cpu.QemuSeconds is { } qemu
        ? $"{startUp.Version} {startUp.Isa} {Seconds(startUp.Cpu.IntrospectSeconds)}, QEMU {Seconds(qemu)}"
        : $"{startUp.Version} {startUp.Isa} {Seconds(startUp.Cpu.IntrospectSeconds)}";

    private static string Seconds(double? seconds) => seconds?.ToString("0.000", CultureInfo.InvariantCulture) ?? "";

    private static string Ratio(double? ratio) => ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
}
