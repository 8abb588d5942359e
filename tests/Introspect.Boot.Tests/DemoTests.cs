using Introspect.TestKit;

namespace Introspect.Boot.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_reaches_its_shell_and_obeys_it()
    {
        HostProcessResult run = await IntrospectCommand.RunAsync(
            "demo", "--headless", "--timeout", "300", "--send-after", "demo> ", "ps", "--send-after", "demo> ", "poweroff");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("GUEST-MARKER: ready", run.Output, StringComparison.Ordinal);
        Assert.Contains("primes", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_marker_that_does_not_come_ends_with_3()
    {
        HostProcessResult run = await IntrospectCommand.RunAsync("demo", "--headless", "--timeout", "5", "--until", "never printed");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("never printed", run.Error, StringComparison.Ordinal);
    }
}
