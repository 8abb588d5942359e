namespace Introspect.Cpu.SystemControl;

/// <summary>The bits of SCR, the Secure Configuration Register (ARM DDI 0406C B4.1.129).</summary>
[Flags]
public enum SecureControl : uint
{
    None = 0,

    /// <summary>NS: all but Monitor mode is in Non-secure state, whose registers Monitor mode reaches.</summary>
    NonSecure = 1 << 0,

    /// <summary>IRQ: IRQs are taken to Monitor mode.</summary>
    RouteIrq = 1 << 1,

    /// <summary>FIQ: FIQs are taken to Monitor mode.</summary>
    RouteFiq = 1 << 2,

    /// <summary>EA: external aborts are taken to Monitor mode.</summary>
    RouteExternalAbort = 1 << 3,

    /// <summary>FW: Non-secure state may change CPSR.F.</summary>
    FiqWritable = 1 << 4,

    /// <summary>AW: Non-secure state may change CPSR.A.</summary>
    AbortWritable = 1 << 5,

    /// <summary>nET: no early termination.</summary>
    NoEarlyTermination = 1 << 6,

    /// <summary>SCD: Non-secure state has no SMC.</summary>
    NoSmc = 1 << 7,

    /// <summary>HCE: HVC exists.</summary>
    Hvc = 1 << 8,

    /// <summary>SIF: Secure state fetches from Secure memory only.</summary>
    SecureFetches = 1 << 9,
}
