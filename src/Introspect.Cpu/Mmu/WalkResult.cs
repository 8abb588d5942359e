using Introspect.Core.PageTables;

namespace Introspect.Cpu.Mmu;

/// <summary>What a table walk found. Permission is not judged by the walk: the page says what is allowed.</summary>
/// <param name="Status">Why there is no translation, or <see cref="FaultStatus.None"/>.</param>
/// <param name="Page">Where the page lies, when there is one.</param>
/// <param name="Domain">The domain, in the short format.</param>
/// <param name="Level">The level of the table that decided.</param>
public readonly record struct WalkResult(FaultStatus Status, PageTranslation Page, byte Domain, byte Level)
{
    /// <summary>How the second stage was asked, where there is one; where it refused, <see cref="Status"/> and <see cref="Level"/> are its own.</summary>
    public SecondStageAccess? Second { get; init; }

    /// <summary>What to report when the page does not allow an access.</summary>
    public FaultStatus PermissionFault => Level == 1 ? FaultStatus.PermissionSection : FaultStatus.PermissionPage;

    /// <summary>Whether the page may be used so; where not, the fault to report.</summary>
    public bool Allows(AccessKind kind, out WalkResult fault)
    {
        fault = default;
        if (Status == FaultStatus.None && Page.Allows(kind))
        {
            return true;
        }

        // What the first stage refuses, the second is never asked for.
        fault = Status != FaultStatus.None ? this
            : Second is { } second && second.FirstStage.Allows(kind)
            ? new WalkResult(FaultStatus.PermissionPage, default, 0, second.Level) { Second = second }
            : this with { Status = PermissionFault, Second = null };
        return false;
    }
}

/// <summary>An access to the second stage of translation.</summary>
/// <param name="Intermediate">The intermediate physical address.</param>
/// <param name="IsTableWalk">True when it was a descriptor of the first stage that was looked for.</param>
/// <param name="Level">The level of the second stage's table that decided.</param>
/// <param name="FirstStage">What the first stage alone allows.</param>
public readonly record struct SecondStageAccess(ulong Intermediate, bool IsTableWalk, byte Level, AccessRights FirstStage);
