using Introspect.Arm.Models;

namespace Introspect.Cpu.SystemControl;

/// <summary>
/// The registers of CP15 of which each security state has its own (ARM DDI 0406C B3.15.3). A model without the Security Extensions has one bank.
/// </summary>
public sealed class SystemRegisterBank(CpuModel model)
{
    private const uint SctlrUnaligned = 1 << 22;

    public uint Sctlr { get; private set; }

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

    /// <summary>CSSELR: which cache CCSIDR tells about.</summary>
    public uint CacheSelection { get; set; }

    /// <summary>TPIDRURW, TPIDRURO and TPIDRPRW while MCR and MRC reach the other bank's: the register file has those that they reach.</summary>
    internal uint[] ThreadsPutAway { get; } = new uint[3];

    /// <summary>The current address space: from CONTEXTIDR, or in the long format from the table base that TTBCR.A1 chooses.</summary>
    public byte Asid => Ttbcr >> 31 == 0 ? (byte)ContextId : (byte)((((Ttbcr >> 22) & 1) != 0 ? Ttbr1 : Ttbr0) >> 48);

    /// <summary>CCSIDR of the selected cache.</summary>
    public uint CacheSize => CacheSelection switch
    {
        0 => model.Id("CCSIDR_L1D"),
        1 => model.Id("CCSIDR_L1I"),
        2 => model.Id("CCSIDR_L2"),
        _ => 0,
    };

    /// <summary>Unaligned addresses are rounded: before ARMv6, and in ARMv6 until SCTLR.U is set (ARM DDI 0406C D12.3.1).</summary>
    public bool RoundsAddresses => model.Version < ArmVersion.V6 || (model.Version < ArmVersion.V7 && (Sctlr & SctlrUnaligned) == 0);

    /// <summary>Puts every register back to its reset value (ARM DDI 0438C table 4-2).</summary>
    public void Reset()
    {
        Sctlr = model.SctlrAtReset;
        Ttbr0 = Ttbr1 = Par = 0;
        Ttbcr = Dacr = 0;
        Dfsr = Ifsr = Adfsr = Aifsr = Dfar = Ifar = 0;
        Prrr = 0x0009_8AA4;
        Nmrr = 0x44E0_48E0;
        Vbar = 0;
        ContextId = 0;
        FcsePid = 0;
        CacheSelection = 0;
        Array.Clear(ThreadsPutAway);
    }

    /// <summary>Writes SCTLR; bits that are fixed stay as they are.</summary>
    public void WriteSctlr(uint value) => Sctlr = (model.SctlrAtReset & ~model.SctlrWritable) | (value & model.SctlrWritable);

    /// <summary>Writes TTBCR: the short format's fields, or all of the long format's once EAE is set (ARM DDI 0406C B4.1.153).</summary>
    public void WriteTtbcr(uint value)
    {
        bool isLong = value >> 31 != 0 && model.Has(ArmExtensions.LargePhysicalAddress);
        Ttbcr = value & (isLong ? 0xFFC7_3F87 : 0x0000_0037);
    }
}
