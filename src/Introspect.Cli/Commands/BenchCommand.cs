using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Introspect.Cli.Benchmarking;
using Introspect.Cli.Guests;
using Introspect.Cli.Output;

namespace Introspect.Cli.Commands;

/// <summary>Measures guests of our own under this program and, side by side, under QEMU.</summary>
internal static class BenchCommand
{
    private const int MaxRuns = 100, MaxMachines = 4096;
    private const string AllVersions = "all";

    private enum Isa
    {
        Arm,
        Thumb,
        Both,
    }

    public static Command Create(CommandHost host)
    {
        var names = new Argument<string[]>("NAME")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = $"all without it; {string.Join("; ", Benchmark.All.Select(static b => $"{b.Name}: {b.Description}"))}",
        };
        var runs = new Option<int>("--runs") { HelpName = "N", Description = "how often each guest runs", DefaultValueFactory = static _ => 3 };
        var version = new Option<string>("--architecture")
        {
            HelpName = $"{string.Join('|', BenchmarkTarget.All.Select(static t => t.Name))}|{AllVersions}",
            Description = "the version that the guests are built for",
            DefaultValueFactory = static _ => BenchmarkTarget.Version7.Name,
        };
        version.AcceptOnlyFromAmong([.. BenchmarkTarget.All.Select(static t => t.Name), AllVersions]);
        var isa = new Option<Isa>("--isa") { HelpName = "arm|thumb|both", Description = "the instruction set of the guests: A32 or Thumb" };
        var file = new Option<string?>("--report") { HelpName = "FILE.json", Description = "write what was measured, as --json prints it" };
        var machines = new Option<int?>("--machines") { HelpName = "N", Description = "instead: so many small machines side by side; what starting and switching costs" };
        var seconds = new Option<double>("--seconds") { HelpName = "S", Description = "how long those run", DefaultValueFactory = static _ => 10 };
        Option<bool> json = JsonOption.Create();
        var command = new DocumentedCommand(
            "bench",
            "Measure the CPU time of guests of our own, side by side with qemu-system-arm when it is installed.",
            "introspect bench",
            "introspect bench hash neon --runs 5 --isa both --report bench.json",
            "introspect bench --architecture all",
            "introspect bench --machines 256 --seconds 60")
        {
            names, runs, version, isa, machines, seconds, file, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(machines) is { } many)
            {
                return RunMachines(host, many, parsed.GetValue(seconds), parsed.GetValue(json), cancellation);
            }

            IReadOnlyList<Benchmark> benchmarks = Benchmark.Select(parsed.GetValue(names) ?? []);
            int count = parsed.GetValue(runs) is >= 1 and <= MaxRuns and var n
                ? n
                : throw new UsageException($"--runs: {parsed.GetValue(runs)} is not a number of runs. Give 1 to {MaxRuns}.");
            string? path = parsed.GetValue(file);
            OutputFile.CheckWritable(path, "report");
            string chosen = parsed.GetValue(version)!;
            BenchmarkTarget[] targets = [.. BenchmarkTarget.All.Where(target => chosen == AllVersions || chosen == target.Name)];
            CheckBuilt(benchmarks, targets);
            BenchmarkReport report = await MeasureAsync(host, benchmarks, targets, NamesOf(parsed.GetValue(isa)), count, cancellation);
            if (path is not null)
            {
                using StreamWriter writer = File.CreateText(path);
                Listing.JsonObject(writer, report);
            }

            Print(host, report, parsed.GetValue(json));
            return report.Results.All(static result => result.Agrees) ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static string[] NamesOf(Isa isa) => isa switch
    {
        Isa.Arm => ["arm"],
        Isa.Thumb => ["thumb"],
        Isa.Both => ["arm", "thumb"],
    };

    private static void CheckBuilt(IReadOnlyList<Benchmark> benchmarks, BenchmarkTarget[] targets)
    {
        if (!targets.Any(target => benchmarks.Any(target.Has)))
        {
            throw new UsageException(
                $"bench: {string.Join(", ", benchmarks.Select(static b => b.Name))}: not built for {targets[0].Name}, which has no such instructions. " +
                $"Leave out --architecture {targets[0].Name}, or name another.");
        }
    }

    private static async Task<BenchmarkReport> MeasureAsync(
        CommandHost host, IReadOnlyList<Benchmark> benchmarks, BenchmarkTarget[] targets, string[] isas, int runs, CancellationToken cancellation)
    {
        string? path = host.Environment("PATH");
        if (Emulator.Qemu(path, targets[0]) is null)
        {
            host.Error.WriteLine("bench: qemu-system-arm is not on the PATH, so there is nothing to compare with. Get it: sudo apt-get install qemu-system-arm");
        }

        using var images = new BenchmarkImages();
        var startUps = new List<StartUp>();
        var results = new List<BenchmarkResult>();
        foreach ((BenchmarkTarget target, string isa) in targets.SelectMany(target => isas.Select(isa => (target, isa))))
        {
            Emulator? qemu = Emulator.Qemu(path, target);
            var runner = new BenchmarkRunner(
                images.Folder, [Emulator.Introspect(host.OwnCommand, target), .. qemu is null ? (Emulator[])[] : [qemu]], runs);
            var startUp = CpuTimes.Of(await RunAsync(Benchmark.Null));
            startUps.Add(new StartUp(target.Name, isa, startUp));
            foreach (Benchmark benchmark in benchmarks.Where(target.Has))
            {
                ImmutableArray<Measurement> measured = await RunAsync(benchmark);
                results.Add(new BenchmarkResult(
                    benchmark.Name,
                    target.Name,
                    isa,
                    benchmark.Description,
                    CpuTimes.Of(measured).Without(startUp),
                    [.. measured.SelectMany(static own => own.Outputs).Distinct()]));
            }

            Task<ImmutableArray<Measurement>> RunAsync(Benchmark benchmark)
            {
                if (host.ErrorIsTerminal)
                {
                    host.Error.WriteLine($"bench: {benchmark.Name}, {target.Name} {isa}");
                }

                return runner.MeasureAsync(images.Write(target, benchmark, isa), cancellation);
            }
        }

        string? version = Emulator.Qemu(path, targets[0]) is { } program ? await VersionAsync(program, images.Folder, cancellation) : null;
        return new BenchmarkReport(runs, version, startUps, results);
    }

    private static async Task<string> VersionAsync(Emulator qemu, string folder, CancellationToken cancellation)
    {
        string text = await HostCommand.ReadAsync(qemu.Words[0], ["--version"], folder, cancellation);
        return text.Split('\n')[0].Trim();
    }

    private static void Print(CommandHost host, BenchmarkReport report, bool json)
    {
        if (json)
        {
            Listing.JsonObject(host.Out, report);
        }
        else
        {
            BenchmarkReports.Text(host.Out, report);
        }

        foreach (BenchmarkResult result in report.Results.Where(static result => !result.Agrees))
        {
            host.Error.WriteLine($"bench: {result.Name}, {result.Version} {result.Isa}: the guest did not print the same in all runs: {string.Join(" | ", result.Outputs)}");
        }
    }

    private static int RunMachines(CommandHost host, int count, double seconds, bool json, CancellationToken cancellation)
    {
        if (count is < 1 or > MaxMachines || seconds is not (> 0 and <= 3600))
        {
            throw new UsageException($"--machines: {count} machines for {seconds} s. Give 1 to {MaxMachines}, and seconds above 0, up to 3600.");
        }

        MachinesReport report = MachinesBenchmark.Run(count, TimeSpan.FromSeconds(seconds), cancellation);
        if (json)
        {
            Listing.JsonObject(host.Out, report);
            return ExitCode.Ok;
        }

        Listing.Table(
            host.Out,
            ["MACHINES", "START ms", "MiB EACH", "SWITCHES/s", "SWITCH ns", "CPUS", "MIPS", "LEDGER"],
            [[
                $"{report.Machines}", Fixed(report.StartMs), Fixed(report.MemoryMiB), $"{report.SwitchesPerSecond:0}", $"{report.SwitchNs:0}", Fixed(report.Cpus),
                Fixed(report.InstructionsPerSecond / 1e6), Fixed(report.LedgerSum),
            ]]);
        return ExitCode.Ok;
    }

    private static string Fixed(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);
}
