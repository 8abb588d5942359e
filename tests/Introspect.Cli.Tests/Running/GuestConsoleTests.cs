using System.Text;
using Introspect.Cli.Running;

namespace Introspect.Cli.Tests.Running;

public sealed class GuestConsoleTests
{
    private static GuestConsole Console(Stream output, Action matched, string until = "end") =>
        new(new ScriptedConsole([], ScriptedConsole.Compile("--until", until)), output, matched);

    private static void Print(GuestConsole console, string text)
    {
        foreach (byte value in Encoding.ASCII.GetBytes(text))
        {
            console.Put(value);
        }
    }

    [Fact]
    public async Task What_is_typed_before_the_machine_is_ready_is_not_lost()
    {
        using GuestConsole console = Console(Stream.Null, static () => { });
        Task typing = Task.Run(() => console.Type("early"u8.ToArray()), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(typing.IsCompleted);

        string received = "";
        console.ConnectInput(bytes => received += Encoding.ASCII.GetString(bytes.Span));
        await typing;
        Assert.Equal("early", received);
    }

    [Fact]
    public void All_output_is_written_and_the_match_is_told_once()
    {
        var output = new MemoryStream();
        int matches = 0;
        using GuestConsole console = Console(output, () => matches++);
        string text = new string('x', 1_200_000) + "end and end";
        Print(console, text);
        console.Close();
        Assert.Equal(text, Encoding.ASCII.GetString(output.ToArray()));
        Assert.Equal(1, matches);
    }

    [Fact]
    public void An_output_that_breaks_does_not_stop_the_guest_and_is_told_at_the_end()
    {
        bool matched = false;
        using GuestConsole console = Console(new BrokenPipe(), () => matched = true);
        Print(console, new string('x', 1_200_000) + "end");
        Assert.True(matched);
        Assert.Contains("pipe", Assert.Throws<IOException>(console.Close).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_that_is_not_taken_makes_the_guest_wait_until_it_is()
    {
        using var output = new Blocked();
        using GuestConsole console = Console(output, static () => { });
        using var drained = new ManualResetEventSlim();
        console.Drained = drained.Set;
        Print(console, "1");
        output.Reached.Wait(TestContext.Current.CancellationToken);
        Print(console, new string('x', (1 << 20) - 1));
        Assert.False(console.IsFull);
        Print(console, "x");
        Assert.True(console.IsFull);
        output.Open.Set();
        drained.Wait(TestContext.Current.CancellationToken);
        Assert.False(console.IsFull);
    }

    private sealed class Blocked : MemoryStream
    {
        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim Open { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Reached.Set();
            Open.Wait();
        }
    }

    private sealed class BrokenPipe : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }
}
