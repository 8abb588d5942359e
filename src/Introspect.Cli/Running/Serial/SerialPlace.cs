using System.Globalization;

namespace Introspect.Cli.Running.Serial;

/// <summary>Where a machine's first serial port leads.</summary>
public abstract record SerialPlace
{
    /// <summary>What `--serial` takes.</summary>
    public const string Syntax = "console, terminal, none, file:PATH, tcp:[HOST:]PORT, pty or port:DEVICE[,BAUD]";

    private const int UsualBaud = 115_200;

    /// <summary>Reads a text such as `tcp:4000`; paths are taken from a folder.</summary>
    /// <exception cref="UsageException">It is none of those that there are.</exception>
    public static SerialPlace Parse(string option, string text, string folder)
    {
        string[] words = text.Split(':', 2);
        return words switch
        {
            ["console"] => new Console(),
            ["terminal"] => new Terminal(),
            ["none"] => new Nowhere(),
            ["pty"] => new PseudoTerminal(),
            ["file", { Length: > 0 } path] => new File(Path.Combine(folder, path)),
            ["tcp", { } place] when GdbEndpoint.TryParse(place, out GdbEndpoint? end) => new Tcp(end.Host, end.Port),
            ["port", { Length: > 0 } device] => HostPortOf(option, device.Split(',')),
            _ => throw new UsageException($"{option}: '{text}' is not {Syntax}."),
        };
    }

    private static HostPort HostPortOf(string option, string[] words) => words switch
    {
        [var path] => new HostPort(path, UsualBaud),
        [var path, var baud] when int.TryParse(baud, NumberStyles.None, CultureInfo.InvariantCulture, out int rate) && rate > 0 => new HostPort(path, rate),
        _ => throw new UsageException($"{option}: '{words[^1]}' is no speed. Give port:DEVICE,BAUD, such as port:/dev/ttyUSB0,{UsualBaud}"),
    };

    /// <summary>The console in front of the machine, or standard output and input.</summary>
    public sealed record Console : SerialPlace;

    /// <summary>Standard output and input, also where they are a terminal.</summary>
    public sealed record Terminal : SerialPlace;

    /// <summary>Nowhere.</summary>
    public sealed record Nowhere : SerialPlace;

    /// <summary>A file, which takes what the guest says.</summary>
    public sealed record File(string Path) : SerialPlace;

    /// <summary>Whoever connects to a port, one at a time; until then what the guest says is lost.</summary>
    public sealed record Tcp(string Host, int Port) : SerialPlace;

    /// <summary>A terminal of the host's kernel, for programs that want one.</summary>
    public sealed record PseudoTerminal : SerialPlace;

    /// <summary>A serial port of the host.</summary>
    public sealed record HostPort(string Device, int Baud) : SerialPlace;
}
