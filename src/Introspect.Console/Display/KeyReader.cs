using System.Text;
using Introspect.Console.Keys;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;

namespace Introspect.Console.Display;

/// <summary>Terminal.Gui's keys as the console's.</summary>
internal static class KeyReader
{
    /// <summary>The key; null for one that the console does not know.</summary>
    public static KeyPress? Read(Key key)
    {
        KeyCode code = key.KeyCode & ~(KeyCode.CtrlMask | KeyCode.AltMask | KeyCode.ShiftMask);
        KeyKind? kind = code switch
        {
            KeyCode.Enter => KeyKind.Enter,
            KeyCode.Tab => key.IsShift ? KeyKind.BackTab : KeyKind.Tab,
            KeyCode.Esc => KeyKind.Escape,
            KeyCode.Backspace => KeyKind.Backspace,
            KeyCode.CursorUp => KeyKind.Up,
            KeyCode.CursorDown => KeyKind.Down,
            KeyCode.CursorLeft => KeyKind.Left,
            KeyCode.CursorRight => KeyKind.Right,
            KeyCode.Home => KeyKind.Home,
            KeyCode.End => KeyKind.End,
            KeyCode.PageUp => KeyKind.PageUp,
            KeyCode.PageDown => KeyKind.PageDown,
            KeyCode.Insert => KeyKind.Insert,
            KeyCode.Delete => KeyKind.Delete,
            >= KeyCode.F1 and <= KeyCode.F12 => KeyKind.Function,
            _ => null,
        };
        if (kind == KeyKind.Function)
        {
            return KeyPress.Function((int)(code - KeyCode.F1) + 1) with { Alt = key.IsAlt };
        }

        if (kind is { } named)
        {
            return new KeyPress(named, Alt: key.IsAlt);
        }

        if (key.IsCtrl)
        {
            uint letter = (uint)code;
            return letter is > ' ' and < 0x7F ? new KeyPress(KeyKind.Character, Rune.ToLowerInvariant(new Rune(letter)), Control: true, key.IsAlt) : null;
        }

        // A letter's code is its capital whatever is written: the text tells.
        Rune rune = key.AsRune;
        if (rune == default && key.IsAlt)
        {
            rune = Rune.IsValid((uint)code) && code != 0 ? new Rune((uint)code) : default;
            rune = key.IsShift ? rune : Rune.ToLowerInvariant(rune);
        }

        return rune == default ? null : new KeyPress(KeyKind.Character, rune, Alt: key.IsAlt);
    }
}
