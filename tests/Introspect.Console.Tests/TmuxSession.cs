using System.Diagnostics;
using Introspect.TestKit;

namespace Introspect.Console.Tests;

/// <summary>A command in a real terminal: tmux, with a server of its own that nobody else uses.</summary>
internal sealed class TmuxSession : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90), s_pause = TimeSpan.FromMilliseconds(100), s_limit = TimeSpan.FromSeconds(20);

    private readonly string _tmux = Tools.Require("tmux", "tmux");
    private readonly TemporaryFolder _folder = new();
    private readonly string _socket;

    private TmuxSession() => _socket = _folder.File("tmux");

    /// <summary>Starts a shell command in a terminal of some size.</summary>
    public static async Task<TmuxSession> StartAsync(string command, int width, int height)
    {
        var session = new TmuxSession();
        await session.RunAsync("-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", $"{height}", command);
        return session;
    }

    /// <summary>Presses keys, by tmux's names.</summary>
    public Task SendAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    public Task ResizeAsync(int width, int height) => RunAsync("resize-window", "-x", $"{width}", "-y", $"{height}");

    /// <summary>What the terminal shows.</summary>
    public Task<string> ScreenAsync() => RunAsync("capture-pane", "-p");

    /// <summary>A property of the terminal by tmux's name.</summary>
    public async Task<string> PropertyAsync(string name) => (await RunAsync("display-message", "-p", $"#{{{name}}}")).Trim();

    /// <summary>Waits until the screen is as it should be, and answers it.</summary>
    public async Task<string> AwaitAsync(string what, Predicate<string> holds)
    {
        long start = Stopwatch.GetTimestamp();
        string screen = "";
        while (Stopwatch.GetElapsedTime(start) < s_patience)
        {
            screen = await ScreenAsync();
            if (holds(screen))
            {
                return screen;
            }

            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"{what}: not within {s_patience.TotalSeconds} s. The screen is\n{screen}");
        return screen;
    }

    /// <summary>Waits until the screen holds a text.</summary>
    public Task<string> AwaitAsync(string text) => AwaitAsync($"'{text}' is seen", screen => screen.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await HostProcess.RunAsync(_tmux, ["-S", _socket, "kill-server"], s_limit, cancellationToken: CancellationToken.None);
        _folder.Dispose();
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        HostProcessResult result = await HostProcess.RunAsync(
            _tmux, ["-S", _socket, .. arguments], s_limit, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, $"tmux {string.Join(' ', arguments)}: {result.Error}");
        return result.Output;
    }
}
