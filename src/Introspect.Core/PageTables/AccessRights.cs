namespace Introspect.Core.PageTables;

/// <summary>What may be done with a page.</summary>
/// <param name="Read">Loads are allowed.</param>
/// <param name="Write">Stores are allowed.</param>
/// <param name="Execute">Fetches are allowed.</param>
public readonly record struct AccessRights(bool Read, bool Write, bool Execute)
{
    /// <summary>A manager of the domain, or a machine without MMU, may do everything.</summary>
    public static AccessRights All => new(true, true, true);

    /// <summary>As <c>ls</c> writes it: <c>rwx</c>, with <c>-</c> for what is not allowed.</summary>
    public override string ToString() => $"{(Read ? 'r' : '-')}{(Write ? 'w' : '-')}{(Execute ? 'x' : '-')}";
}
