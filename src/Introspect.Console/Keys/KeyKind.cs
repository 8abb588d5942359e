namespace Introspect.Console.Keys;

/// <summary>Which key was pressed.</summary>
public enum KeyKind : byte
{
    /// <summary>One that writes a character.</summary>
    Character,

    Enter,
    Tab,
    BackTab,
    Escape,
    Backspace,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Insert,
    Delete,

    /// <summary>A function key; its number is told apart.</summary>
    Function,
}
