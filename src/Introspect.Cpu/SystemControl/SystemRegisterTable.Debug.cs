namespace Introspect.Cpu.SystemControl;

/// <summary>
/// CP14. No debug architecture is offered, since breakpoints and watchpoints of the guest would have to hit: who probes it finds version 0, and
/// who prepares it all the same, as code that starts or resumes a core does, is not disturbed.
/// </summary>
public sealed partial class SystemRegisterTable
{
    /// <summary>Who asks what there is learns it, from ARMv6 on (ARM DDI 0406C C11.11.15).</summary>
    private static SystemRegisterTable DebugIdentification => new()
    {
        { 14, 0, 0, 0, 0, "DBGDIDR", Zero, null, RegisterAccess.UserRead },
    };

    /// <summary>ARM DDI 0406C C11.11: no ROM table, no OS lock, nothing caught.</summary>
    private static SystemRegisterTable Debug7 => new()
    {
        { 14, 0, 0, 1, 0, "DBGDSCRint", Zero, null, RegisterAccess.UserRead },
        { 14, 0, 0, 2, 2, "DBGDSCRext", Zero, Nothing },
        { 14, 0, 0, 7, 0, "DBGVCR", Zero, Nothing },
        { 14, 1, 0, 0, 0, "DBGDRAR", Zero, null, RegisterAccess.UserRead },
        { 14, 1, 0, 0, 4, "DBGOSLAR", null, Nothing },
        { 14, 1, 0, 1, 4, "DBGOSLSR", Zero },
        { 14, 1, 0, 3, 4, "DBGOSDLR", Zero, Nothing },
        { 14, 2, 0, 0, 0, "DBGDSAR", Zero, null, RegisterAccess.UserRead },
    };

    /// <summary>The trivial implementation of Jazelle (ARM DDI 0406C A2.9, B4.1.90): there is nothing to enable.</summary>
    private static SystemRegisterTable Jazelle => new()
    {
        { 14, 0, 7, 0, 0, "JIDR", Zero, null, RegisterAccess.UserRead },
        { 14, 1, 7, 0, 0, "JOSCR", Zero, Nothing },
        { 14, 2, 7, 0, 0, "JMCR", Zero, Nothing },
    };
}
