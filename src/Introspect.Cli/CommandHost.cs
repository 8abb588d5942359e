using System.Collections.Immutable;
using Introspect.Cli.Control;
using Introspect.Cli.Guests;
using Introspect.Cli.Running;
using Microsoft.Win32.SafeHandles;

namespace Introspect.Cli;

/// <summary>All that a command touches of the world around it, so that a test can give it another.</summary>
public sealed record CommandHost
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Where a guest's serial output goes, byte for byte.</summary>
    public required Stream GuestOutput { get; init; }

    /// <summary>What is typed to a guest.</summary>
    public required Stream GuestInput { get; init; }

    /// <summary>True when a person types on a terminal.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>True when standard output is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>True when a person reads standard error; only then there is progress.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>A variable of the environment, or null.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The words that start this program as another process.</summary>
    public required ImmutableArray<string> OwnCommand { get; init; }

    public required GuestCache Guests { get; init; }

    /// <summary>Where running devices are found.</summary>
    public required ControlPlace Control { get; init; }

    public required IMachineRunner Machines { get; init; }

    /// <summary>The process's own standard streams and environment.</summary>
    public static CommandHost OfProcess(IMachineRunner machines) => new()
    {
        Out = System.Console.Out,
        Error = System.Console.Error,
        GuestOutput = System.Console.OpenStandardOutput(),

        // The framework's own stream would read whole lines from a terminal and edit them.
        GuestInput = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0),
        InputIsTerminal = !System.Console.IsInputRedirected,
        OutputIsTerminal = !System.Console.IsOutputRedirected,
        ErrorIsTerminal = !System.Console.IsErrorRedirected,
        Environment = System.Environment.GetEnvironmentVariable,
        OwnCommand = OwnCommandOf(System.Environment.ProcessPath!),
        Guests = GuestCache.OfUser(System.Environment.GetEnvironmentVariable),
        Control = ControlPlace.OfUser(System.Environment.GetEnvironmentVariable),
        Machines = machines,
    };

    // The process is the executable that the SDK puts beside introspect.dll, or dotnet itself.
    private static ImmutableArray<string> OwnCommandOf(string process) =>
        Path.GetFileName(process) == "dotnet" ? [process, System.Environment.GetCommandLineArgs()[0]] : [process];
}
