using Introspect.Cli.Running.Serial;
using Introspect.Console;
using Introspect.Console.Looking;
using Introspect.Console.Serial;
using Introspect.Inspection;
using Introspect.Vmi;

namespace Introspect.Cli.Running;

/// <summary>What a run has of the console: it is on the terminal, or its picture is wanted.</summary>
internal sealed class ConsoleFront
{
    private readonly RunSettings _settings;
    private readonly Action<string> _notice;
    private readonly GuestTerminal _terminal = new();
    private volatile Action<string>? _tell;
    private string _early = "";

    private ConsoleFront(RunSettings settings, Action<string> notice)
    {
        _settings = settings;
        _notice = notice;
    }

    /// <summary>True when the console has the terminal, and nobody else may read it or write to it.</summary>
    public bool HasTerminal => _settings.Screenshot is null;

    /// <summary>The front that a run has; null when it goes without.</summary>
    public static ConsoleFront? Choose(CommandHost host, RunSettings settings)
    {
        bool isOnTerminal = host.InputIsTerminal && host.OutputIsTerminal && !settings.IsHeadless && settings.Serial is not SerialPlace.Terminal;
        return isOnTerminal || settings.Screenshot is not null ? new ConsoleFront(settings, host.Error.WriteLine) : null;
    }

    /// <summary>Where the guest's serial output goes that would go to <paramref name="output"/>.</summary>
    public Stream SerialInFrontOf(Stream output) => new TerminalStream(_terminal, HasTerminal ? Stream.Null : output);

    /// <summary>Tells the user something; also before there is a console.</summary>
    public void Notice(string text)
    {
        if (!HasTerminal)
        {
            _notice(text);
        }
        else if (_tell is { } tell)
        {
            tell(text);
        }
        else
        {
            _early = _early.Length == 0 ? text : $"{_early}; {text}";
        }
    }

    /// <summary>Opens it for a machine; <paramref name="quit"/> is called when the user has closed it.</summary>
    public IDisposable Open(
        IInspectedMachine machine, GuestView guest, Action<ReadOnlyMemory<byte>> type, Action quit, CancellationToken stop)
    {
        bool hasSerial = _settings.Serial is SerialPlace.Console;
        var source = new ConsoleSource { Machine = machine, Guest = new KernelSight(guest), Terminal = hasSerial ? _terminal : null, Type = type };
        if (_settings.Screenshot is { } screenshot)
        {
            return new ScreenshotFace(source, screenshot);
        }

        var face = new ConsoleFace(source, _settings.View, quit, stop);
        _tell = face.Tell;
        if (_early.Length > 0)
        {
            face.Tell(_early);
        }

        return face;
    }
}
