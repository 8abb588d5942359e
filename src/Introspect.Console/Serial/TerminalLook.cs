using System.Collections.Immutable;
using System.Text;

namespace Introspect.Console.Serial;

/// <summary>Lines of a terminal at one moment.</summary>
/// <param name="Lines">The lines, the last one last.</param>
/// <param name="CursorColumn">The cursor's column.</param>
/// <param name="CursorRow">Its row among the lines, or -1.</param>
/// <param name="Back">How many lines there are below.</param>
public sealed record TerminalLook(ImmutableArray<Rune[]> Lines, int CursorColumn, int CursorRow, int Back);
