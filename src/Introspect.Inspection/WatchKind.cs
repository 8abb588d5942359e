namespace Introspect.Inspection;

/// <summary>The accesses a watchpoint waits for.</summary>
[Flags]
public enum WatchKind
{
    /// <summary>No access.</summary>
    None = 0,

    /// <summary>Loads.</summary>
    Read = 1,

    /// <summary>Stores.</summary>
    Write = 2,

    /// <summary>Loads and stores.</summary>
    Access = Read | Write,
}
