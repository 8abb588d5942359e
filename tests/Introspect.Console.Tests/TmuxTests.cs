using System.Text.RegularExpressions;
using Introspect.TestKit;

namespace Introspect.Console.Tests;

/// <summary>The command line in a real terminal, as a user has it.</summary>
public sealed partial class TmuxTests
{
    private static readonly string s_program = string.Join(' ', OwnProgram.Words.Select(static word => $"'{word}'"));

    [Fact]
    public async Task The_demo_is_looked_at_stopped_stepped_and_typed_to()
    {
        await using TmuxSession terminal = await StartAsync("demo", 80, 24);
        string screen = await terminal.AwaitAsync("demo>");

        // It runs, and its registers change.
        Assert.Contains("running", screen, StringComparison.Ordinal);
        string first = Registers(screen);
        await terminal.AwaitAsync("registers change", now => Registers(now) != first);

        // It stops, and stays where it is.
        await terminal.SendAsync("s");
        first = Registers(await terminal.AwaitAsync("stopped: by request"));
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(first, Registers(await terminal.ScreenAsync()));

        // A breakpoint where the timer's interrupt is taken.
        await terminal.SendAsync("g", "irq_entry", "Enter");
        await terminal.AwaitAsync("irq_entry:");
        await terminal.SendAsync("b");
        await terminal.AwaitAsync("set");
        await terminal.SendAsync("r");
        await terminal.AwaitAsync("stopped: breakpoint");
        await terminal.SendAsync("Home");
        first = Registers(await terminal.AwaitAsync("b>"));

        await terminal.SendAsync("n");
        screen = await terminal.AwaitAsync("stopped: step done");
        Assert.NotEqual(first, Registers(screen));
        Assert.Contains('*', Registers(screen));

        await terminal.SendAsync("g", "irq_entry", "Enter");
        await terminal.SendAsync("b");
        await terminal.AwaitAsync("taken away");
        await terminal.SendAsync("r");
        await terminal.AwaitAsync("running");

        await terminal.SendAsync("2");
        await terminal.AwaitAsync("page tables: TTBR0");
        await terminal.SendAsync("g", "40100000", "Enter");
        await terminal.AwaitAsync("virtual   40100000");
        await terminal.AwaitAsync("physical  40100000");

        await terminal.SendAsync("3");
        screen = await terminal.AwaitAsync("world switches are counted", static now => Switches(now) > 0);
        int switches = Switches(screen);
        await terminal.AwaitAsync("the timeline moves", now => Switches(now) > switches);

        await terminal.SendAsync("4");
        await terminal.AwaitAsync("the guest's tasks are listed", static now => now.Split("terminal")[0].Contains("primes", StringComparison.Ordinal));

        await terminal.SendAsync("Tab");
        await terminal.AwaitAsync("Keys go to the guest");
        await terminal.SendAsync("ps", "Enter");
        await terminal.AwaitAsync("SWITCHES");

        await terminal.ResizeAsync(120, 40);
        screen = await terminal.AwaitAsync("the screen is larger", static now => now.Contains(new string('═', 100), StringComparison.Ordinal));
        Assert.Contains("Keys go to the guest", screen.TrimEnd('\n').Split('\n')[39], StringComparison.Ordinal);

        await terminal.SendAsync("C-a", "x");
        await AssertRestoredAsync(terminal, "ended with 0");
    }

    [Fact]
    public async Task A_guest_that_ends_can_still_be_looked_at()
    {
        await using TmuxSession terminal = await StartAsync("demo --view terminal", 80, 24);
        await terminal.AwaitAsync("demo>");
        await terminal.SendAsync("poweroff", "Enter");
        await terminal.AwaitAsync("Bye.");
        await terminal.AwaitAsync("ended: switched off");
        await terminal.SendAsync("C-a", "1");
        await terminal.AwaitAsync("vCPU 0");
        await terminal.SendAsync("q");
        await AssertRestoredAsync(terminal, "ended with 0");
    }

    [Fact]
    public async Task A_run_that_is_over_in_time_or_by_its_script_closes_its_console()
    {
        await using (TmuxSession terminal = await StartAsync("demo --until 'GUEST-MARKER: ready'", 80, 24))
        {
            await AssertRestoredAsync(terminal, "ended with 0");
        }

        await using (TmuxSession terminal = await StartAsync("demo --timeout 3", 80, 24))
        {
            await AssertRestoredAsync(terminal, "ended with 3");
        }
    }

    [Fact]
    public async Task The_serial_port_can_be_the_terminal_itself()
    {
        await using TmuxSession terminal = await StartAsync("demo --serial terminal", 80, 24);
        await terminal.AwaitAsync("demo>");
        await terminal.SendAsync("echo plain", "Enter");
        Assert.DoesNotContain("machines", await terminal.AwaitAsync("\nplain"), StringComparison.Ordinal);
        await terminal.SendAsync("C-a", "x");
        await AssertRestoredAsync(terminal, "ended with 0");
    }

    // What the shell says after the command: its exit code, and the settings of a terminal that nobody has taken.
    private static Task<TmuxSession> StartAsync(string arguments, int width, int height) =>
        TmuxSession.StartAsync($"env -u {NoRealTerminal.Switch} {s_program} {arguments}; echo ended with $?; stty -a; cat", width, height);

    private static async Task AssertRestoredAsync(TmuxSession terminal, string ending)
    {
        string screen = await terminal.AwaitAsync(" icanon");
        Assert.Contains(ending, screen, StringComparison.Ordinal);
        Assert.Matches("(?m)(^| )echo ", screen);
        Assert.Equal(("0", "1", "0"), (
            await terminal.PropertyAsync("alternate_on"),
            await terminal.PropertyAsync("cursor_flag"),
            await terminal.PropertyAsync("mouse_any_flag")));
    }

    private static string Registers(string screen) => string.Join('\n', screen.Split('\n').Skip(5).Take(17).Select(static line => line[..Math.Min(28, line.Length)]));

    private static int Switches(string screen) => SwitchCount().Match(screen) is { Success: true } match ? int.Parse(match.Groups[1].Value) : 0;

    [GeneratedRegex("([0-9]+) switches;")]
    private static partial Regex SwitchCount();
}
