using Introspect.TestKit;

namespace Introspect.Boot.Tests;

/// <summary>The command line as a user runs it, from the build under test.</summary>
internal static class IntrospectCommand
{
    // The cache lets one pull in at a time.
    private static readonly SemaphoreSlim s_pull = new(1);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    /// <summary>Runs a command to its end.</summary>
    public static Task<HostProcessResult> RunAsync(params string[] arguments) => HostProcess.RunAsync(
        OwnProgram.Words[0],
        [.. OwnProgram.Words[1..], .. arguments],
        s_limit,
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Makes sure that a guest of the catalogue is here; the test is skipped when it cannot be had.</summary>
    public static async Task PullAsync(string guest)
    {
        await s_pull.WaitAsync(TestContext.Current.CancellationToken);
        HostProcessResult pulled;
        try
        {
            pulled = await RunAsync("guests", "pull", guest);
        }
        finally
        {
            s_pull.Release();
        }

        Assert.SkipUnless(pulled.ExitCode == 0, $"guest {guest} cannot be had here: {pulled.Error.Trim()}");
    }
}
