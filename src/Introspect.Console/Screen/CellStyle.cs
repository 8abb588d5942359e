namespace Introspect.Console.Screen;

/// <summary>What a cell means; the terminal's view chooses colours for it.</summary>
public enum CellStyle : byte
{
    /// <summary>Text.</summary>
    Normal,

    /// <summary>Frames, headings, and what is said beside the matter.</summary>
    Quiet,

    /// <summary>The frame and title of the pane that has the keys.</summary>
    Focus,

    /// <summary>A value that is not what it was.</summary>
    Changed,

    /// <summary>The line that keys act on.</summary>
    Cursor,

    /// <summary>Where the vCPU stands.</summary>
    Here,

    /// <summary>The line at the bottom.</summary>
    Bar,

    /// <summary>What went wrong, or stops the guest.</summary>
    Alert,
}
