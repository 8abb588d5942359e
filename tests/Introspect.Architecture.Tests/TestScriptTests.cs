using Introspect.TestKit;

namespace Introspect.Architecture.Tests;

/// <summary>What tests/run says before it builds anything.</summary>
public sealed class TestScriptTests
{
    [Fact]
    public async Task A_mode_that_there_is_not_is_told_in_one_line()
    {
        HostProcessResult result = await RunAsync("--mode", "quick");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal("tests/run: there is no mode 'quick'; name translated, interpreted, no-passes or no-window\n", result.Error);
    }

    [Fact]
    public async Task The_usage_names_every_mode()
    {
        HostProcessResult result = await RunAsync("--help");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(["translated", "interpreted", "no-passes", "no-window"], mode => Assert.Contains(mode, result.Output, StringComparison.Ordinal));
    }

    private static Task<HostProcessResult> RunAsync(params string[] arguments) => HostProcess.RunAsync(
        Path.Combine(Repository.Root, "tests", "run"), arguments, TimeSpan.FromMinutes(1), cancellationToken: TestContext.Current.CancellationToken);
}
