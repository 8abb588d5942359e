using System.Collections.Frozen;

namespace Introspect.Machine.Boards;

/// <summary>The boards by name.</summary>
public static class BoardCatalog
{
    /// <summary>Every board.</summary>
    public static FrozenDictionary<string, Board> ByName { get; } = new Board[]
    {
        new VirtBoard(),
        new VersatileBoard(),
    }.ToFrozenDictionary(board => board.Name);
}
