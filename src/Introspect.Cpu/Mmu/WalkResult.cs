namespace Introspect.Cpu.Mmu;

/// <summary>What a table walk found. Permission is not judged by the walk: the page says what is allowed.</summary>
/// <param name="Status">Why there is no translation, or <see cref="FaultStatus.None"/>.</param>
/// <param name="Page">Where the page lies, when there is one.</param>
/// <param name="Domain">The domain, in the short format.</param>
/// <param name="Level">The level of the table that decided.</param>
public readonly record struct WalkResult(FaultStatus Status, PageTranslation Page, byte Domain, byte Level)
{
    /// <summary>What to report when the page does not allow an access.</summary>
    public FaultStatus PermissionFault => Level == 1 ? FaultStatus.PermissionSection : FaultStatus.PermissionPage;
}
