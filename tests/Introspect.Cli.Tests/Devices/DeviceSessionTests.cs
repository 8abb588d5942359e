using Introspect.Cli.Running;

namespace Introspect.Cli.Tests.Devices;

public sealed class DeviceSessionTests
{
    [Fact]
    public async Task Machines_run_side_by_side_and_their_lines_bear_their_names()
    {
        using var host = new TestHost();
        Assert.Equal(0, await UpAsync(host, "machines:\n  one: {guest: demo, until: ready}\n  other: {guest: demo, until: ready}"));
        foreach (string name in (string[])["one  ", "other"])
        {
            Assert.Contains($"{name} | booting\n", host.GuestOutput, StringComparison.Ordinal);
            Assert.Contains($"{name} | GUEST-MARKER: ready\n", host.GuestOutput, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_does_not_reach_its_marker_is_named()
    {
        using var host = new TestHost();
        string file = host.File("d.yaml", "machines:\n  one: {guest: demo, until: ready}\n  other: {guest: demo, until: never}"u8.ToArray());
        Assert.Equal(3, await host.RunAsync("up", file, "--timeout", "0.3"));
        Assert.EndsWith("other: time is up after 0.3 s, and 'never' has not appeared\n", host.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("one: time", host.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("never", 1, 0)]
    [InlineData("on-crash", 6, 5)]
    public async Task A_machine_that_crashes_is_started_again_as_its_policy_says_and_not_for_ever(string restart, int runs, int restarts)
    {
        using var host = new TestHost(new FakeMachines { End = new RunOutcome(RunEnd.Crashed, Message: "no vectors") });
        Assert.Equal(4, await UpAsync(host, $"machines:\n  one: {{guest: demo, restart: {restart}}}"));
        Assert.Equal(runs, Count(host.GuestOutput, "booting"));
        Assert.Equal(restarts, Count(host.Error, "one: it is started again.\n"));
        Assert.Contains("one: the guest crashed: no vectors\n", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_starts_when_one_machine_cannot()
    {
        var machines = new FakeMachines();
        using var host = new TestHost(machines);
        string file = host.File("d.yaml", "machines:\n  one: {guest: demo}\n  other: {guest: demo, board: moon}"u8.ToArray());
        Assert.Equal(2, await host.RunAsync("up", file));
        Assert.StartsWith($"{file}:3: other: board: there is no 'moon'.", host.Error, StringComparison.Ordinal);
        Assert.Null(machines.Request);
    }

    [Fact]
    public async Task What_is_typed_goes_to_the_machine_in_front()
    {
        var machines = new FakeMachines();
        using var host = new TestHost(machines, typed: "ls");
        Assert.Equal(0, await UpAsync(host, "machines:\n  one: {guest: demo, until: never}", "--timeout", "1", expected: 3));
        Assert.Contains("ls", machines.Typed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_takes_several_guests_but_no_option_that_only_one_can_have()
    {
        using var host = new TestHost();
        Assert.Equal(0, await host.RunAsync("run", "demo", "demo", "--until", "ready"));
        Assert.Contains("demo-2 | booting\n", host.GuestOutput, StringComparison.Ordinal);
        Assert.Equal(2, await host.RunAsync("run", "demo", "demo", "--gdb", "1234"));
        Assert.EndsWith("run: --gdb is for one machine, and 2 are to start. Describe them in a file: introspect up FILE\n", host.Error, StringComparison.Ordinal);
    }

    private static async Task<int> UpAsync(TestHost host, string device, string option = "--timeout", string value = "60", int expected = 0)
    {
        string file = host.File("d.yaml", System.Text.Encoding.UTF8.GetBytes(device));
        return await host.RunAsync("up", file, option, value) - expected;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
