using System.Text.Json.Nodes;

namespace Introspect.Cli.Tests.Commands;

public sealed class IntrospectCommandTests
{
    [Theory]
    [InlineData("", "introspect demo")]
    [InlineData("run", "introspect run debian-armhf")]
    [InlineData("demo", "introspect demo --headless")]
    [InlineData("guests", "introspect guests pull debian-armhf")]
    [InlineData("guests list", "introspect guests list --json")]
    [InlineData("guests pull", "introspect guests pull debian-armhf")]
    [InlineData("boards", "introspect boards --json")]
    [InlineData("cpus", "introspect cpus --json")]
    [InlineData("doctor", "introspect doctor")]
    [InlineData("ps", "introspect ps --json")]
    [InlineData("stop", "introspect stop demo")]
    [InlineData("pause", "introspect pause demo")]
    [InlineData("resume", "introspect resume demo")]
    [InlineData("trace record", "introspect trace record demo --output demo.nettrace --seconds 5")]
    [InlineData("vmi", "introspect vmi debian-armhf ps")]
    [InlineData("bench", "introspect bench hash neon --runs 5 --isa both")]
    [InlineData("lockstep", "introspect lockstep firmware.elf --semihosting --every 1")]
    public async Task Every_command_has_help_with_an_example(string command, string example)
    {
        using var host = new TestHost();
        Assert.Equal(0, await host.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]));
        Assert.Contains(example, host.Output[host.Output.IndexOf("Example", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', host.Output);
    }

    [Theory]
    [InlineData("guests list", "name", "demo")]
    [InlineData("boards", "name", "virt")]
    [InlineData("cpus", "name", "cortex-a15")]
    [InlineData("doctor", "subject", "apt-get")]
    public async Task What_prints_data_prints_a_table_or_json(string command, string key, string first)
    {
        using var host = new TestHost();
        Assert.Equal(0, await host.RunAsync([.. command.Split(' '), "--json"]));
        Assert.Equal(first, JsonNode.Parse(host.Output)!.AsArray()[0]![key]!.GetValue<string>());

        using var table = new TestHost();
        Assert.Equal(0, await table.RunAsync(command.Split(' ')));
        string[] lines = table.Output.Split('\n');
        Assert.StartsWith(first, lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table.Output);
    }

    [Fact]
    public async Task An_argument_that_begins_with_an_at_sign_is_no_file_of_arguments()
    {
        using var host = new TestHost();
        Assert.Equal(2, await host.RunAsync("run", "@demo"));
        Assert.Contains("guest: there is no '@demo'", host.Error, StringComparison.Ordinal);
    }
}
