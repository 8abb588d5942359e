using System.Text;
using Introspect.Console.Display;
using Introspect.Console.Serial;
using Introspect.Inspection;
using Terminal.Gui.App;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;

namespace Introspect.Console.Tests;

/// <summary>The console over a machine, in Terminal.Gui with a driver that has no terminal, with injected keys and clocks that are moved.</summary>
internal sealed class TestConsole : IDisposable
{
    private static readonly TimeSpan s_frame = TimeSpan.FromSeconds(1.0 / ConsoleApplication.FramesPerSecond);

    private readonly VirtualTimeProvider _virtualTime = new();
    private readonly ConsoleApplication _application;
    private readonly SessionToken _session;

    public TestConsole(IInspectedMachine? machine, int width = 80, int height = 24, Func<ConsoleSource, ConsoleSource>? change = null)
    {
        var source = new ConsoleSource
        {
            Machine = machine,
            Guest = Kernel,
            Terminal = Terminal,
            Type = bytes => Typed.Append(Encoding.UTF8.GetString(bytes.Span)),
            InBackground = static work => work(),
        };
        Model = new ConsoleModel(change is null ? source : change(source), Time);
        _application = new ConsoleApplication(Model, _virtualTime);
        _application.App.Driver!.SetScreenSize(width, height);
        _session = _application.App.Begin(_application.View)!;
        Frame();
    }

    public FakeTime Time { get; } = new();

    public FakeKernel Kernel { get; } = new();

    public GuestTerminal Terminal { get; } = new();

    public StringBuilder Typed { get; } = new();

    public ConsoleModel Model { get; }

    public long CellsDrawn => _application.View.CellsDrawn;

    /// <summary>What the terminal shows, without blanks at the ends of lines.</summary>
    public string Screen => string.Join('\n', _application.App.Driver!.ToString()!.ReplaceLineEndings("\n").Split('\n').Select(static line => line.TrimEnd())).TrimEnd('\n') + "\n";

    /// <summary>Injects keys, each drawn before the next.</summary>
    public TestConsole Press(params Key[] keys)
    {
        foreach (Key key in keys)
        {
            _application.App.InjectKey(key);
            Frame();
        }

        return this;
    }

    /// <summary>Injects the keys of a text.</summary>
    public TestConsole Type(string text) => Press([.. text.Select(static c => new Key(c))]);

    /// <summary>Lets the time of one frame pass, and draws it.</summary>
    public TestConsole Frame()
    {
        Time.Advance(s_frame);
        _virtualTime.Advance(s_frame);
        _application.View.Refresh();
        _application.App.LayoutAndDraw();
        return this;
    }

    /// <summary>Lets one second pass as the application's own loop does, with a key in each of its turns; answers how many frames were drawn.</summary>
    public long FramesOfASecondOfKeys(Key key)
    {
        const int Turns = 50;
        long before = _application.View.FramesDrawn;
        object? timer = _application.StartFrames();
        for (int turn = 0; turn < Turns; turn++)
        {
            _application.App.InjectKey(key);
            Time.Advance(TimeSpan.FromSeconds(1) / Turns);
            _virtualTime.Advance(TimeSpan.FromSeconds(1) / Turns);
            _application.App.LayoutAndDraw();
            _application.App.TimedEvents!.RunTimers();
        }

        _application.App.RemoveTimeout(timer!);
        return _application.View.FramesDrawn - before;
    }

    public TestConsole Resize(int width, int height)
    {
        _application.App.Driver!.SetScreenSize(width, height);
        _application.App.LayoutAndDraw();
        return Frame();
    }

    /// <summary>Draws frames until the screen holds a text.</summary>
    public TestConsole Await(string text)
    {
        Assert.True(SpinWait.SpinUntil(() => Frame().Screen.Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(30)), $"'{text}' does not appear in\n{Screen}");
        return this;
    }

    public void Dispose()
    {
        _application.App.End(_session);
        _application.Dispose();
        Model.Dispose();
    }
}
