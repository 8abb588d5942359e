using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Introspect.Cli.Running;
using Introspect.Console;

namespace Introspect.Cli.Commands;

/// <summary>The options of a picture of the console.</summary>
internal sealed partial class ScreenshotOptions(string when)
{
    private const int DefaultWidth = 80, DefaultHeight = 24, MaxSize = 1000;

    private readonly Option<string?> _file = new("--screenshot") { HelpName = "FILE", Description = $"write the console as text {when}" };
    private readonly Option<string?> _size = new("--size") { HelpName = "WxH", Description = $"columns and rows of it: {DefaultWidth}x{DefaultHeight}" };

    private readonly Option<string?> _view = new("--view")
    {
        HelpName = "NAME",
        Description = $"what is on it, and what the console begins with: {string.Join(", ", ConsoleModel.Views)}",
    };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_file, _size, _view];

    /// <summary>The view to begin with, or null.</summary>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public string? View(ParseResult parsed) => parsed.GetValue(_view) is not { } view || ConsoleModel.Views.Contains(view)
        ? parsed.GetValue(_view)
        : throw new UsageException($"--view: {NearestNames.Unknown("view", view, ConsoleModel.Views, "introspect console --help")}");

    /// <summary>The picture that is asked for, or null.</summary>
    /// <exception cref="UsageException">A value has no sense.</exception>
    public Screenshot? Read(ParseResult parsed)
    {
        (int width, int height) = Size(parsed.GetValue(_size));
        string? view = View(parsed);
        return parsed.GetValue(_file) is { } file ? new Screenshot(file, width, height, view) : null;
    }

    private static (int Width, int Height) Size(string? text)
    {
        if (text is null)
        {
            return (DefaultWidth, DefaultHeight);
        }

        Match match = WidthAndHeight().Match(text);
        int[] sizes = match.Success ? [.. match.Groups.Values.Skip(1).Select(static group => int.Parse(group.Value, CultureInfo.InvariantCulture))] : [];
        return sizes is [> 0 and <= MaxSize, > 0 and <= MaxSize]
            ? (sizes[0], sizes[1])
            : throw new UsageException($"--size: '{text}' is not WxH with 1 to {MaxSize} columns and rows, such as 120x40.");
    }

    [GeneratedRegex("^([0-9]{1,4})x([0-9]{1,4})$")]
    private static partial Regex WidthAndHeight();
}
