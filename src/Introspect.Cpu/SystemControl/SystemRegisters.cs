using Introspect.Arm;
using Introspect.Arm.Models;

namespace Introspect.Cpu.SystemControl;

/// <summary>
/// The state of CP15 and of the floating-point system registers (ARM DDI 0406C B4.1). Which of them exist, who may touch them and
/// what a write does besides is said in <see cref="SystemRegisterTable"/>.
/// </summary>
public sealed class SystemRegisters(CpuModel model, int index)
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

    private const uint SctlrUnaligned = 1 << 22;
    private const uint FpexcEnable = 1 << 30;
    private const uint CpacrNoSimd = 1u << 31;
    private const uint CpacrNoD32 = 1u << 30;

    /// <summary>The model, whose identification registers are read through it.</summary>
    public CpuModel Model => model;

    /// <summary>Multiprocessor affinity: the index of the vCPU, in one cluster.</summary>
    public uint Mpidr => 0x8000_0000 | (uint)index;

    public uint Sctlr { get; private set; }

    public uint Actlr { get; set; }

    public uint Cpacr { get; private set; }

    public ulong Ttbr0 { get; set; }

    public ulong Ttbr1 { get; set; }

    public uint Ttbcr { get; private set; }

    public uint Dacr { get; set; }

    public uint Dfsr { get; set; }

    public uint Ifsr { get; set; }

    public uint Adfsr { get; set; }

    public uint Aifsr { get; set; }

    public uint Dfar { get; set; }

    public uint Ifar { get; set; }

    public ulong Par { get; set; }

    public uint Prrr { get; set; }

    public uint Nmrr { get; set; }

    public uint Vbar { get; set; }

    public uint ContextId { get; set; }

    /// <summary>FCSEIDR: the process whose addresses below 32 MiB are its own, 0 to 127 (ARM DDI 0100I B8).</summary>
    public byte FcsePid { get; set; }

    /// <summary>The current address space: from CONTEXTIDR, or in the long format from the table base that TTBCR.A1 chooses.</summary>
    public byte Asid => Ttbcr >> 31 == 0 ? (byte)ContextId : (byte)((((Ttbcr >> 22) & 1) != 0 ? Ttbr1 : Ttbr0) >> 48);

    /// <summary>CSSELR: which cache CCSIDR tells about.</summary>
    public uint CacheSelection { get; set; }

    /// <summary>The instruction that hit a watchpoint, in ARMv6.</summary>
    public uint WatchpointFar { get; set; }

    /// <summary>Lockdown of data cache, instruction cache, data TLB and instruction TLB; what was written, without an effect.</summary>
    public uint[] Lockdown { get; } = new uint[4];

    /// <summary>FPEXC.</summary>
    public uint Fpexc { get; private set; }

    /// <summary>CCSIDR of the selected cache.</summary>
    public uint CacheSize => CacheSelection switch
    {
        0 => model.Id("CCSIDR_L1D"),
        1 => model.Id("CCSIDR_L1I"),
        2 => model.Id("CCSIDR_L2"),
        _ => 0,
    };

    /// <summary>L2CTLR of a Cortex-A15 (ARM DDI 0438C 4.3.56): number of processors less one in bits 25:24.</summary>
    public uint L2Control { get; set; }

    /// <summary>Puts every register back to its reset value (ARM DDI 0438C table 4-2).</summary>
    public void Reset()
    {
        Sctlr = model.SctlrAtReset;
        Actlr = 0;
        Cpacr = 0;
        Ttbr0 = Ttbr1 = Par = 0;
        Ttbcr = Dacr = 0;
        Dfsr = Ifsr = Adfsr = Aifsr = Dfar = Ifar = 0;
        Prrr = 0x0009_8AA4;
        Nmrr = 0x44E0_48E0;
        Vbar = 0;
        ContextId = 0;
        FcsePid = 0;
        CacheSelection = 0;
        Fpexc = 0;
        WatchpointFar = 0;
        Array.Clear(Lockdown);
    }

    /// <summary>Writes SCTLR; bits that are fixed stay as they are.</summary>
    public void WriteSctlr(uint value) => Sctlr = (model.SctlrAtReset & ~model.SctlrWritable) | (value & model.SctlrWritable);

    /// <summary>Unaligned addresses are rounded: before ARMv6, and in ARMv6 until SCTLR.U is set (ARM DDI 0406C D12.3.1).</summary>
    public bool RoundsAddresses => model.Version < ArmVersion.V6 || (model.Version < ArmVersion.V7 && (Sctlr & SctlrUnaligned) == 0);

    /// <summary>Writes TTBCR: the short format's fields, or all of the long format's once EAE is set (ARM DDI 0406C B4.1.153).</summary>
    public void WriteTtbcr(uint value)
    {
        bool isLong = value >> 31 != 0 && model.Has(ArmExtensions.LargePhysicalAddress);
        Ttbcr = value & (isLong ? 0xFFC7_3F87 : 0x0000_0037);
    }

    /// <summary>Writes CPACR: CP10 and CP11 access, D32DIS and ASEDIS; no other coprocessor exists.</summary>
    public void WriteCpacr(uint value)
    {
        uint writable = model.Has(ArmExtensions.Vfp2) ? 0x00F0_0000u : 0;
        writable |= model.Has(ArmExtensions.AdvancedSimd) ? CpacrNoSimd | CpacrNoD32 : 0;
        Cpacr = value & writable;
    }

    /// <summary>Writes FPEXC: only EN can change, no instruction is ever handed to support code.</summary>
    public void WriteFpexc(uint value) => Fpexc = value & FpexcEnable;

    /// <summary>What CPACR and FPEXC let a mode do with floating point and Advanced SIMD (ARM DDI 0406C B1.11).</summary>
    public ExecutionState FloatAccess(bool privileged)
    {
        uint access = model.Version < ArmVersion.V6 ? model.Has(ArmExtensions.Vfp2) ? 3u : 0 : (Cpacr >> 20) & 3;
        if (access == 0 || (access == 1 && !privileged))
        {
            return ExecutionState.None;
        }

        ExecutionState state = ExecutionState.FloatingPointAccess;
        if ((Fpexc & FpexcEnable) != 0)
        {
            state |= ExecutionState.FloatingPoint;
            state |= (Cpacr & CpacrNoSimd) == 0 && model.Has(ArmExtensions.AdvancedSimd) ? ExecutionState.AdvancedSimd : 0;
        }

        return state;
    }
}
