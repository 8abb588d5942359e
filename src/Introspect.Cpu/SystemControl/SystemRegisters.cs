using Introspect.Arm;
using Introspect.Arm.Models;

namespace Introspect.Cpu.SystemControl;

/// <summary>
/// The state of CP15 and of the floating-point system registers (ARM DDI 0406C B4.1). Which of them exist, who may touch them and
/// what a write does besides is said in <see cref="SystemRegisterTable"/>.
/// </summary>
public sealed class SystemRegisters
{
    /// <summary>SCTLR.A.</summary>
    public const uint SctlrAlignment = 1 << 1;

    /// <summary>SCTLR.B, until ARMv6: big-endian memory whose words are invariant.</summary>
    public const uint SctlrWordInvariant = 1 << 7;

    /// <summary>SCTLR.V: vectors at FFFF0000.</summary>
    public const uint SctlrHighVectors = 1 << 13;

    /// <summary>SCTLR.EE: exceptions are taken with big-endian data.</summary>
    public const uint SctlrExceptionEndian = 1 << 25;

    /// <summary>SCTLR.TE: exceptions are taken in Thumb.</summary>
    public const uint SctlrThumbException = 1 << 30;

    private const uint FpexcEnable = 1 << 30;
    private const uint CpacrNoSimd = 1u << 31;
    private const uint CpacrNoD32 = 1u << 30;
    private const uint NsacrNoSimd = 1 << 15;

    private bool _isMonitor;

    /// <summary>As after a reset.</summary>
    /// <param name="model">The model.</param>
    /// <param name="index">Which vCPU of its machine it is.</param>
    public SystemRegisters(CpuModel model, int index)
    {
        Model = model;
        Mpidr = 0x8000_0000 | (uint)index;
        Secure = new SystemRegisterBank(model);
        NonSecure = model.Has(ArmExtensions.Security) ? new SystemRegisterBank(model) : Secure;
        Bank = Current = Secure;
        Hyp = new HypRegisters(model, Mpidr);
        Reset();
    }

    /// <summary>The model, whose identification registers are read through it.</summary>
    public CpuModel Model { get; }

    /// <summary>Multiprocessor affinity: the index of the vCPU, in one cluster.</summary>
    public uint Mpidr { get; }

    public uint Actlr { get; set; }

    public uint Cpacr { get; private set; }

    /// <summary>SCR, with the Security Extensions.</summary>
    public SecureControl Scr { get; private set; }

    /// <summary>SDER.</summary>
    public uint Sder { get; set; }

    /// <summary>NSACR.</summary>
    public uint Nsacr { get; private set; }

    /// <summary>MVBAR.</summary>
    public uint Mvbar { get; set; }

    /// <summary>The Virtualization Extensions' registers; unused in a model without them.</summary>
    public HypRegisters Hyp { get; }

    /// <summary>The bank that MCR and MRC reach: that of the security state, in Monitor mode the one that SCR.NS names.</summary>
    public SystemRegisterBank Bank { get; private set; }

    /// <summary>The bank of the security state.</summary>
    public SystemRegisterBank Current { get; private set; }

    /// <summary>The bank of Secure state.</summary>
    public SystemRegisterBank Secure { get; }

    /// <summary>The bank of Non-secure state; without the Security Extensions there is but the other.</summary>
    public SystemRegisterBank NonSecure { get; }

    /// <summary>SCR.NS: what is not Monitor mode is in Non-secure state, and that is whose registers Monitor mode reaches.</summary>
    public bool IsNonSecureBank => (Scr & SecureControl.NonSecure) != 0;

    /// <summary>
    /// The security state (ARM DDI 0406C B1.5.1). A model without the Security Extensions is in Non-secure state, as far as the Virtualization Extensions ask.
    /// </summary>
    public bool IsNonSecure => !Model.Has(ArmExtensions.Security) || (IsNonSecureBank && !_isMonitor);

    /// <summary>The instruction that hit a watchpoint, in ARMv6.</summary>
    public uint WatchpointFar { get; set; }

    /// <summary>Lockdown of data cache, instruction cache, data TLB and instruction TLB; what was written, without an effect.</summary>
    public uint[] Lockdown { get; } = new uint[4];

    /// <summary>FPEXC.</summary>
    public uint Fpexc { get; private set; }

    /// <summary>FPINST of VFPv2: an instruction for support code, of which there never is any; what was written (ARM DDI 0301H 20.4.4).</summary>
    public uint Fpinst { get; set; }

    /// <summary>FPINST2 of VFPv2, as <see cref="Fpinst"/>.</summary>
    public uint Fpinst2 { get; set; }

    /// <summary>L2CTLR of a Cortex-A15 (ARM DDI 0438C 4.3.56): number of processors less one in bits 25:24.</summary>
    public uint L2Control { get; set; }

    /// <summary>Puts every register back to its reset value (ARM DDI 0438C table 4-2).</summary>
    public void Reset()
    {
        Secure.Reset();
        NonSecure.Reset();

        Hyp.Reset();
        Actlr = 0;
        Cpacr = 0;
        Scr = SecureControl.None;
        ChooseBanks();
        Sder = Nsacr = Mvbar = 0;
        Fpexc = 0;
        Fpinst = 0xEE00_0A00;
        Fpinst2 = 0;
        WatchpointFar = 0;
        Array.Clear(Lockdown);
    }

    /// <summary>Writes SCR; the thread registers of the bank that it names come to the register file.</summary>
    public void WriteScr(uint value, Span<uint> threads)
    {
        bool wasNonSecure = IsNonSecureBank;
        SystemRegisterBank left = Bank;
        Scr = (SecureControl)(value & (Model.Has(ArmExtensions.Virtualization) ? 0x3FFu : 0x7Fu));
        ChooseBanks();
        if (IsNonSecureBank != wasNonSecure)
        {
            threads.CopyTo(left.ThreadsPutAway);
            Bank.ThreadsPutAway.CopyTo(threads);
        }
    }

    /// <summary>Writes NSACR: CP10 and CP11, NSD32DIS and NSASEDIS; no other coprocessor exists.</summary>
    public void WriteNsacr(uint value) => Nsacr = value & 0x0000_CC00;

    /// <summary>Tells that Monitor mode was entered or left: it is in Secure state whatever SCR.NS says.</summary>
    internal void NoteMode(ProcessorMode mode)
    {
        _isMonitor = mode == ProcessorMode.Monitor;
        ChooseBanks();
    }

    private void ChooseBanks()
    {
        Bank = IsNonSecureBank ? NonSecure : Secure;
        Current = _isMonitor ? Secure : Bank;
    }

    /// <summary>Writes CPACR: CP10 and CP11 access, D32DIS and ASEDIS; no other coprocessor exists.</summary>
    public void WriteCpacr(uint value)
    {
        uint writable = Model.Has(ArmExtensions.Vfp2) ? 0x00F0_0000u : 0;
        writable |= Model.Has(ArmExtensions.AdvancedSimd) ? CpacrNoSimd | CpacrNoD32 : 0;
        Cpacr = value & writable;
    }

    /// <summary>Writes FPEXC: only EN can change, no instruction is ever handed to support code.</summary>
    public void WriteFpexc(uint value) => Fpexc = value & FpexcEnable;

    /// <summary>What CPACR, NSACR, HCPTR and FPEXC let a mode do with floating point and Advanced SIMD (ARM DDI 0406C B1.11).</summary>
    public ExecutionState FloatAccess(ProcessorMode mode)
    {
        bool isControlled = IsNonSecure && Model.Has(ArmExtensions.Virtualization);
        if (!GrantsFloat(mode) || (isControlled && (Hyp.Hcptr & HypRegisters.HcptrFloat) != 0))
        {
            return ExecutionState.None;
        }

        ExecutionState state = ExecutionState.FloatingPointAccess;
        if ((Fpexc & FpexcEnable) != 0)
        {
            bool hasSimd = Model.Has(ArmExtensions.AdvancedSimd) && (Cpacr & CpacrNoSimd) == 0 && !(IsOfNonSecureState && (Nsacr & NsacrNoSimd) != 0) &&
                !(isControlled && (Hyp.Hcptr & HypRegisters.HcptrSimd) != 0);
            state |= ExecutionState.FloatingPoint | (hasSimd ? ExecutionState.AdvancedSimd : 0);
        }

        return state;
    }

    /// <summary>True when CPACR and NSACR let a mode use floating point, whatever a hypervisor says.</summary>
    public bool GrantsFloat(ProcessorMode mode)
    {
        const int Full = 3, PrivilegedOnly = 1;
        uint access = Model.Version < ArmVersion.V6 ? Model.Has(ArmExtensions.Vfp2) ? Full : 0u : (Cpacr >> 20) & 3;
        bool isGranted = mode == ProcessorMode.Hyp || access == Full || (access == PrivilegedOnly && mode != ProcessorMode.User);
        return isGranted && !(IsOfNonSecureState && ((Nsacr >> 10) & 3) != 3);
    }

    // Not merely without the Security Extensions.
    private bool IsOfNonSecureState => IsNonSecureBank && IsNonSecure;
}
