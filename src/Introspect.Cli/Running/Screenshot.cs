using Introspect.Console;
using Introspect.Console.Screen;
using Introspect.Core;

namespace Introspect.Cli.Running;

/// <summary>A picture of the console as text: where it goes, how large it is, and what is on it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="View">A page or pane, or null for the first page.</param>
public sealed record Screenshot(string Path, int Width, int Height, string? View)
{
    /// <summary>Chooses the view and sets the size.</summary>
    internal void Prepare(ConsoleModel model)
    {
        if (View is not null)
        {
            model.Show(View);
        }

        model.Draw(new Canvas(Width, Height));
    }

    /// <summary>Writes what the console shows.</summary>
    /// <exception cref="IntrospectException">The file cannot be written.</exception>
    internal void Take(ConsoleModel model)
    {
        var canvas = new Canvas(Width, Height);
        model.Draw(canvas);
        try
        {
            File.WriteAllText(Path, canvas.ToText());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IntrospectException($"{Path}: the screenshot cannot be written: {e.Message} Choose another place.", e);
        }
    }
}
