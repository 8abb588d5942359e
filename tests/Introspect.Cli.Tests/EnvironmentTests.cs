using Introspect.TestKit;

namespace Introspect.Cli.Tests;

/// <summary>What the environment of the process says of the engine.</summary>
public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("INTROSPECT_ENGINE", "fast", "INTROSPECT_ENGINE: 'fast' is none of interpreter, translator.")]
    [InlineData("INTROSPECT_ENGINE", "7", "INTROSPECT_ENGINE: '7' is none of interpreter, translator.")]
    [InlineData("INTROSPECT_CODE_MAPPING", "triple", "INTROSPECT_CODE_MAPPING: 'triple' is none of single, double.")]
    [InlineData("INTROSPECT_WITHOUT", "brakes", "The engine has no 'brakes' to do without. Name window, passes")]
    public async Task A_name_that_means_nothing_is_refused_in_one_line(string variable, string name, string message)
    {
        HostProcessResult result = await HostProcess.RunAsync(
            "env",
            [$"{variable}={name}", .. OwnProgram.Words, "run", "demo", "--headless", "--until", "GUEST-MARKER: ready"],
            TimeSpan.FromMinutes(2),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Empty(result.Output);
    }
}
