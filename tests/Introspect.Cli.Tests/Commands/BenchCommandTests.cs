using System.Text.Json.Nodes;
using Introspect.Cli.Benchmarking;
using Introspect.Cli.Output;
using Introspect.Cli.Running;
using Introspect.TestKit;

namespace Introspect.Cli.Tests.Commands;

public sealed class BenchCommandTests
{
    [Theory]
    [InlineData("there is no 'hsah'. Did you mean hash? See all: introspect bench --help", "hsah")]
    [InlineData("there is no 'null'", "null")]
    [InlineData("--runs: 0 is not a number of runs", "hash", "--runs", "0")]
    [InlineData("--runs: 101 is not a number of runs", "hash", "--runs", "101")]
    [InlineData("--isa", "hash", "--isa", "mips")]
    [InlineData("'v6'", "hash", "--architecture", "v6")]
    [InlineData("bench: float, neon: not built for v5", "neon", "float", "--architecture", "v5")]
    public async Task What_cannot_be_is_wrong_usage(string error, params string[] arguments)
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.WrongUsage, await host.RunAsync(["bench", .. arguments]));
        Assert.Contains(error, host.Error, StringComparison.Ordinal);
        Assert.Empty(host.Output);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_said_before_anything_runs()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Failed, await host.RunAsync("bench", "hash", "--report", Path.Combine(host.Folder, "nowhere", "bench.json")));
        Assert.StartsWith($"{host.Folder}/nowhere/bench.json: the report cannot be written", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_qemu_it_measures_alone_and_says_so_in_one_line()
    {
        using var host = new TestHost(new LiveRunner());
        string report = Path.Combine(host.Folder, "bench.json");
        Assert.Equal(
            ExitCode.Ok, await host.RunAsync("bench", "calls", "float", "--runs", "1", "--isa", "both", "--architecture", "v4t", "--report", report));
        Assert.Equal(
            "bench: qemu-system-arm is not on the PATH, so there is nothing to compare with. Get it: sudo apt-get install qemu-system-arm\n",
            host.Error);
        Assert.Matches(@"^BENCHMARK +VERSION +ISA +INTROSPECT s +WHAT\ncalls +v4t +arm +\d+\.\d{3} +recursion\ncalls +v4t +thumb +\d+\.\d{3} +recursion\n\n", host.Output);

        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!;
        Assert.Null(json["qemu"]);
        Assert.Null(json["geometricMean"]);
        Assert.All(json["results"]!.AsArray(), static result =>
        {
            Assert.Equal("calls 434464bc", (string?)result!["outputs"]![0]);
            Assert.NotNull(result["cpu"]!["introspectSeconds"]);
            Assert.Null(result["cpu"]!["qemuSeconds"]);
        });
    }

    [Theory]
    [InlineData("v7")]
    [InlineData("v5")]
    [InlineData("v4t")]
    public async Task Beside_qemu_both_print_the_same_and_there_is_a_ratio(string version)
    {
        Tools.Require("qemu-system-arm", "qemu-system-arm");
        using var test = new TestHost(new LiveRunner());
        using var host = new TestHost { Host = test.Host with { Environment = Environment.GetEnvironmentVariable } };

        // Where the program is compiled as it runs, its start-up varies and may take longer than the guest: then there is neither ratio nor mean.
        Assert.Equal(ExitCode.Ok, await host.RunAsync("bench", "blocks", "--runs", "1", "--architecture", version, "--json"));
        JsonNode json = JsonNode.Parse(test.Output)!;
        Assert.StartsWith("QEMU emulator version", (string?)json["qemu"], StringComparison.Ordinal);
        Assert.True((bool)json["results"]![0]!["agrees"]!);
        double? mean = (double?)json["geometricMean"], ratio = (double?)json["results"]![0]!["cpu"]!["ratio"];
        Assert.Equal(ratio is null, mean is null);
        Assert.Equal(ratio ?? 0, mean ?? 0, precision: 6);
    }

    [Fact]
    public async Task Guests_that_print_another_line_there_are_named_and_the_end_is_1()
    {
        // Both print what they are started with, and that differs.
        using var test = new TestHost();
        File.CreateSymbolicLink(Path.Combine(test.Folder, "qemu-system-arm"), "/bin/echo");
        using var host = new TestHost
        {
            Host = test.Host with
            {
                Environment = name => name == "PATH" ? test.Folder : null,
                OwnCommand = ["/bin/echo"],
                ErrorIsTerminal = true,
            },
        };
        Assert.Equal(ExitCode.Failed, await host.RunAsync("bench", "calls", "hash", "--runs", "1"));
        Assert.StartsWith("bench: null, v7 arm\nbench: hash, v7 arm\nbench: calls, v7 arm\n", test.Error, StringComparison.Ordinal);
        Assert.Matches("(?m)^bench: hash, v7 arm: the guest did not print the same in all runs: run .*hash.arm.elf \\| -M virt .*hash.arm.elf$", test.Error);
        Assert.Matches("(?m)^calls .* NO +recursion$", test.Output);
    }

    [Fact]
    public void A_table_has_a_row_for_each_and_the_mean_below()
    {
        var output = new StringWriter();
        BenchmarkReports.Text(output, new BenchmarkReport(
            5,
            "QEMU emulator version 7.2.22",
            [new StartUp("v7", "arm", new CpuTimes(0.4, 0.03)), new StartUp("v5", "thumb", new CpuTimes(0.41, 0.035))],
            [
                new BenchmarkResult("hash", "v7", "arm", "SHA-256", new CpuTimes(0.5, 1), ["hash 1"]),
                new BenchmarkResult("hash", "v5", "thumb", "SHA-256", new CpuTimes(2, 1), ["hash 1", "hash 2"]),
                new BenchmarkResult("calls", "v7", "arm", "recursion", new CpuTimes(0.001, 12.3456), ["calls 1"]),
            ]));
        Assert.Equal(
            """
            BENCHMARK  VERSION  ISA    INTROSPECT s  QEMU s  RATIO  SAME  WHAT
            hash       v7       arm    0.500         1.000   2.00   yes   SHA-256
            hash       v5       thumb  2.000         1.000   0.50   NO    SHA-256
            calls      v7       arm    0.001         12.346  -      yes   recursion

            CPU seconds, the median of 5 runs, without start-up: v7 arm 0.400, QEMU 0.030; v5 thumb 0.410, QEMU 0.035
            ratio: QEMU's time / ours; geometric means v7 arm 2.00; v5 thumb 0.50; of all 1.00; QEMU emulator version 7.2.22

            """,
            output.ToString());
    }
}
