using Introspect.Console.Keys;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Time;

namespace Introspect.Console.Display;

/// <summary>The console on this process's terminal, by Terminal.Gui.</summary>
public sealed class ConsoleApplication : IDisposable
{
    /// <summary>How often the console looks and draws at most.</summary>
    public const int FramesPerSecond = 15;

    private readonly ConsoleModel _model;
    private readonly ScreenView _view;
    private readonly IApplication _app;

    /// <summary>Takes the terminal; <paramref name="time"/> is another clock in a test.</summary>
    public ConsoleApplication(ConsoleModel model, ITimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _view = new ScreenView(model);

        // Asked of the kernel: a terminal's own answer comes late and over the line that keys come by.
        Driver.SizeDetection = SizeDetectionMode.Polling;
        _app = Application.Create(time).Init(DriverRegistry.Names.ANSI);

        // The mouse stays the terminal's, so that text can be selected with it.
        _app.Driver!.WriteRaw(EscSeqUtils.CSI_DisableMouseEvents);
        _app.Keyboard.KeyDown += (_, key) =>
        {
            key.Handled = true;
            if (KeyReader.Read(key) is { } press)
            {
                _model.Press(press);
                EndWhenOver();
            }
        };
        _app.Paste += (_, paste) =>
        {
            paste.Handled = true;
            Paste(paste.Text);
        };
    }

    internal IApplication App => _app;

    internal ScreenView View => _view;

    /// <summary>Runs until the user leaves or <paramref name="stop"/> is cancelled; the thread is the one that made it.</summary>
    public void Run(CancellationToken stop)
    {
        object? timer = StartFrames();
        using (stop.Register(() => _app.Invoke(() => _app.RequestStop(_view))))
        {
            _view.Refresh();
            _app.Run(_view);
        }

        if (timer is not null)
        {
            _app.RemoveTimeout(timer);
        }
    }

    /// <summary>Gives the terminal back as it was.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _app.Dispose();
    }

    /// <summary>Looks and draws from now on: keys too are seen with the next frame.</summary>
    internal object? StartFrames() => _app.AddTimeout(TimeSpan.FromSeconds(1.0 / FramesPerSecond), () =>
    {
        _view.Refresh();
        return true;
    });

    private void Paste(string text)
    {
        foreach (System.Text.Rune rune in text.ReplaceLineEndings("\r").EnumerateRunes())
        {
            _model.Press(rune.Value == '\r' ? new KeyPress(KeyKind.Enter) : new KeyPress(KeyKind.Character, rune));
        }

        EndWhenOver();
    }

    private void EndWhenOver()
    {
        if (_model.IsOver)
        {
            _app.RequestStop(_view);
        }
    }
}
