using Introspect.Console;

namespace Introspect.Cli.Running;

/// <summary>A console without a terminal beside a run: it looks as often as one does, and its picture is taken at the end.</summary>
internal sealed class ScreenshotFace : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1.0 / Introspect.Console.Display.ConsoleApplication.FramesPerSecond);

    private readonly Screenshot _screenshot;
    private readonly ConsoleModel _model;
    private readonly ManualResetEventSlim _ends = new();
    private readonly Thread _thread;

    public ScreenshotFace(ConsoleSource source, Screenshot screenshot)
    {
        _screenshot = screenshot;
        _model = new ConsoleModel(source with { InBackground = static work => work() }, TimeProvider.System);
        _thread = new Thread(Watch) { Name = "console" };
        _thread.Start();
    }

    /// <summary>Takes the picture.</summary>
    public void Dispose()
    {
        _ends.Set();
        _thread.Join();
        using (_model)
        {
            _model.Look();
            _screenshot.Take(_model);
        }

        _ends.Dispose();
    }

    private void Watch()
    {
        _screenshot.Prepare(_model);
        while (!_ends.Wait(s_interval))
        {
            _model.Look();
        }
    }
}
