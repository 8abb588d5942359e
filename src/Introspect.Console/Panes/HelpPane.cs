using Introspect.Console.Keys;
using Introspect.Console.Screen;

namespace Introspect.Console.Panes;

/// <summary>The keys that work now.</summary>
internal sealed class HelpPane(string about, IReadOnlyList<KeyHelp> keys) : Pane("keys")
{
    public override string Title => $"keys that work in {about}";

    public override void Present(Surface surface)
    {
        int width = keys.Max(static row => row.Key.Length);
        for (int y = 0; y < keys.Count; y++)
        {
            surface.PutLine(y, $"{keys[y].Key.PadRight(width)}  {keys[y].Meaning}");
        }

        surface.PutLine(keys.Count + 1, "Any key closes this list.", CellStyle.Quiet);
    }
}
