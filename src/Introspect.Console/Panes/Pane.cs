using System.Collections.Immutable;
using Introspect.Console.Keys;
using Introspect.Console.Screen;

namespace Introspect.Console.Panes;

/// <summary>A part of the screen that shows one thing. It presents what it has copied before and never touches the guest while it does.</summary>
internal abstract class Pane(string name)
{
    /// <summary>The name that users call it by.</summary>
    public string Name { get; } = name;

    /// <summary>What stands in its frame.</summary>
    public virtual string Title => Name;

    /// <summary>True when all keys but the prefix's are for the guest.</summary>
    public virtual bool IsGuestsKeyboard => false;

    /// <summary>Where the terminal's own cursor belongs when the pane has the keys, within its surface.</summary>
    public virtual (int X, int Y)? Caret => null;

    /// <summary>The keys of its own.</summary>
    public virtual ImmutableArray<KeyHelp> Keys => [];

    /// <summary>Draws it.</summary>
    public abstract void Present(Surface surface);

    /// <summary>Takes a key; false when it is none of its own.</summary>
    public virtual bool Press(KeyPress key) => false;
}
