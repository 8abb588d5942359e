using Introspect.TestKit;

namespace Introspect.Boot.Tests;

/// <summary>The command line as a user runs it, from the build under test.</summary>
internal static class IntrospectCommand
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    /// <summary>Runs a command to its end.</summary>
    public static Task<HostProcessResult> RunAsync(params string[] arguments) => HostProcess.RunAsync(
        "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "introspect.dll"), .. arguments],
        s_limit,
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Makes sure that a guest of the catalogue is here; the test is skipped when it cannot be had.</summary>
    public static async Task PullAsync(string guest)
    {
        HostProcessResult pulled = await RunAsync("guests", "pull", guest);
        Assert.SkipUnless(pulled.ExitCode == 0, $"guest {guest} cannot be had here: {pulled.Error.Trim()}");
    }
}
