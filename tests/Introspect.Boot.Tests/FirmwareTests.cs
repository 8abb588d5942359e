using Introspect.TestKit;

namespace Introspect.Boot.Tests;

public sealed class FirmwareTests
{
    [Fact]
    public async Task U_Boot_reaches_its_prompt_and_obeys_a_typed_version()
    {
        await IntrospectCommand.PullAsync("u-boot");
        HostProcessResult run = await IntrospectCommand.RunAsync(
            "run", "u-boot", "--headless", "--timeout", "300", "--send-after", "stop autoboot", " ", "--send-after", "=> ", "version",
            "--until", "GNU ld");
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Edk2_reaches_its_shell()
    {
        await IntrospectCommand.PullAsync("edk2");
        HostProcessResult run = await IntrospectCommand.RunAsync(
            "run", "edk2", "--headless", "--timeout", "600", "--send-after", "to skip", "\\x1b\\c", "--until", "Shell>");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("UEFI Interactive Shell", run.Output, StringComparison.Ordinal);
    }
}
