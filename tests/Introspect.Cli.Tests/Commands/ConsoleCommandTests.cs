using Introspect.Cli.Running;
using Introspect.TestKit;

namespace Introspect.Cli.Tests.Commands;

/// <summary>Pictures of the console.</summary>
public sealed class ConsoleCommandTests
{
    [Fact]
    public async Task A_picture_of_a_trace_is_a_text_of_the_size_that_was_asked_for()
    {
        using var host = new TestHost();
        string picture = Path.Combine(host.Folder, "picture.txt");
        string trace = Path.Combine(Repository.Root, "traces", "demo.nettrace");
        Assert.Equal(0, await host.RunAsync("console", trace, "--screenshot", picture, "--size", "100x30", "--view", "timeline"));
        string[] lines = await File.ReadAllLinesAsync(picture, TestContext.Current.CancellationToken);
        Assert.Equal(30, lines.Length);
        Assert.Equal(100, lines[0].Length);
        Assert.StartsWith("║vcpu 0 ", lines[2], StringComparison.Ordinal);
        Assert.Equal(("", ""), (host.Output, host.Error));
    }

    [Fact]
    public async Task A_picture_of_a_run_shows_it_at_its_end()
    {
        using var host = new TestHost(new LiveRunner());
        string picture = Path.Combine(host.Folder, "picture.txt");
        Assert.Equal(0, await host.RunAsync(
            "demo", "--headless", "--send-after", "demo> ", "ps", "--until", "shell +running", "--timeout", "60", "--screenshot", picture, "--view", "guest"));
        string text = await File.ReadAllTextAsync(picture, TestContext.Current.CancellationToken);
        Assert.Contains("4 tasks", text, StringComparison.Ordinal);
        Assert.Contains("demo> ps", text, StringComparison.Ordinal);
        Assert.Contains("demo> ps", host.GuestOutput, StringComparison.Ordinal);
    }
}
