using System.Runtime.ExceptionServices;
using Introspect.Console;
using Introspect.Console.Display;

namespace Introspect.Cli.Running;

/// <summary>
/// The console in front of a run, on a thread of its own. When the guest ends its run the console stays until the user leaves it, so that
/// memory, registers and the last words can be looked at; when the run is stopped it goes.
/// </summary>
internal sealed class ConsoleFace : IDisposable
{
    private readonly ConsoleModel _model;
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Opens the console; <paramref name="quit"/> is called when the user has closed it.</summary>
    public ConsoleFace(ConsoleSource source, string? view, Action quit, CancellationToken stop)
    {
        _model = new ConsoleModel(source, TimeProvider.System);
        if (view is not null)
        {
            _model.Show(view);
        }

        _thread = new Thread(() => Run(quit, stop)) { Name = "console" };
        _thread.Start();
    }

    /// <summary>From any thread: tells the user something.</summary>
    public void Tell(string text) => _model.Tell(text);

    /// <summary>Waits until the console is closed.</summary>
    public void Dispose()
    {
        _thread.Join();
        _model.Dispose();
        _failure?.Throw();
    }

    private void Run(Action quit, CancellationToken stop)
    {
        try
        {
            using var application = new ConsoleApplication(_model);
            application.Run(stop);
        }
        catch (Exception e)
        {
            // The run ends, and the error goes on to whoever waits for it.
            _failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            if (!stop.IsCancellationRequested)
            {
                quit();
            }
        }
    }
}
