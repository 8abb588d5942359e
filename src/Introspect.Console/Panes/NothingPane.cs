using Introspect.Console.Screen;

namespace Introspect.Console.Panes;

/// <summary>Stands where a pane would that has nothing to show, and says why.</summary>
internal sealed class NothingPane(string name, string reason) : Pane(name)
{
    public override void Present(Surface surface) => surface.PutParagraph(0, reason);
}
