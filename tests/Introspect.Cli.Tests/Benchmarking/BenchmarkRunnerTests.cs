using System.Collections.Immutable;
using System.Globalization;
using Introspect.Cli.Benchmarking;
using Introspect.Core;
using Introspect.TestKit;

namespace Introspect.Cli.Tests.Benchmarking;

/// <summary>CPU time of children is a sum over the process, so these tests run beside no other.</summary>
[CollectionDefinition(nameof(BenchmarkRunnerTests), DisableParallelization = true)]
[Collection(nameof(BenchmarkRunnerTests))]
public sealed class BenchmarkRunnerTests : IDisposable
{
    private const string Work = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; times";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_time_is_what_the_child_itself_took()
    {
        Measurement measured = (await Measure(runs: 1, Shell("worker", Work)))[0];
        double own = OwnTime(measured.Outputs.Single());
        Assert.True(own > 0.05);
        Assert.InRange(measured.Seconds, own - 0.02, own + 0.1);
    }

    [Fact]
    public async Task A_child_that_waits_takes_nothing() =>
        Assert.InRange((await Measure(runs: 1, Shell("sleeper", "sleep 0.5; echo done")))[0].Seconds, 0, 0.1);

    [Fact]
    public async Task Emulators_take_turns_with_the_image_behind_their_words()
    {
        Emulator Logging(string name) => Shell(name, $"echo {name} $0 >> log; echo {name}");
        await Measure(runs: 2, Logging("a"), Logging("b"));
        Assert.Equal(
            ["a guest.elf", "b guest.elf", "a guest.elf", "b guest.elf"],
            await File.ReadAllLinesAsync(_folder.File("log"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("echo lost; echo why >&2; exit 4", "bench: guest.elf under broken ended with 4 and printed 'lost'. why")]
    [InlineData("exit 0", "bench: guest.elf under broken ended with 0 and printed ''.")]
    public async Task A_run_that_fails_or_says_nothing_is_an_error(string script, string message) => Assert.Equal(
        message, (await Assert.ThrowsAsync<IntrospectException>(() => Measure(runs: 1, Shell("broken", script)))).Message);

    public void Dispose() => _folder.Dispose();

    private static Emulator Shell(string name, string script) => new(name, ["/bin/sh", "-c", script]);

    private Task<ImmutableArray<Measurement>> Measure(int runs, params Emulator[] emulators) =>
        new BenchmarkRunner(_folder.Path, [.. emulators], runs).MeasureAsync("guest.elf", TestContext.Current.CancellationToken);

    // The shell's user and system time, "0m0.20s 0m0.01s"; its children's are on the next line.
    private static double OwnTime(string times) => times
        .Split('\n')[0]
        .Split(' ')
        .Sum(static time => double.Parse(time[(time.IndexOf('m', StringComparison.Ordinal) + 1)..].TrimEnd('s'), CultureInfo.InvariantCulture));
}
