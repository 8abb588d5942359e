using Introspect.Arm.Models;
using Introspect.Core.PageTables;

namespace Introspect.Cpu.SystemControl;

/// <summary>The registers of the Virtualization Extensions (ARM DDI 0406C B3.17, B4.1): what a hypervisor controls its guests by.</summary>
public sealed class HypRegisters
{
    /// <summary>HCPTR.TCP10, TCP11: floating point is the hypervisor's.</summary>
    public const uint HcptrFloat = 3 << 10;

    /// <summary>HCPTR.TASE: Advanced SIMD is the hypervisor's.</summary>
    public const uint HcptrSimd = 1 << 15;

    // HCPTR: bits 13, 12 and 9:0 read as one, for there are no other coprocessors (ARM DDI 0438C 4.3.38).
    private const uint HcptrOnes = 0x0000_33FF, HcptrWritable = 0x8010_8C00;
    private const uint HsctlrOnes = 0x30C5_0818, HsctlrWritable = 0x4208_1007;
    private const uint TableEndian = 1 << 25;

    private readonly CpuModel _model;
    private readonly uint _mpidr;

    public HypRegisters(CpuModel model, uint mpidr)
    {
        _model = model;
        _mpidr = mpidr;
        Reset();
    }

    /// <summary>What MIDR reads as in a guest.</summary>
    public uint Vpidr { get; set; }

    /// <summary>What MPIDR reads as in a guest.</summary>
    public uint Vmpidr { get; set; }

    public uint Hsctlr { get; private set; }

    public uint Hactlr { get; set; }

    /// <summary>HCR.</summary>
    public HypControl Hcr { get; private set; }

    public uint Hdcr { get; set; }

    public uint Hcptr { get; private set; }

    public uint Hstr { get; set; }

    public uint Htcr { get; set; }

    public uint Vtcr { get; set; }

    public ulong Httbr { get; set; }

    public ulong Vttbr { get; set; }

    public uint Hadfsr { get; set; }

    public uint Haifsr { get; set; }

    /// <summary>The syndrome of the last exception that came to Hyp mode.</summary>
    public uint Hsr { get; set; }

    public uint Hdfar { get; set; }

    public uint Hifar { get; set; }

    /// <summary>Bits 39:12 of the intermediate physical address that the second stage refused, in bits 31:4.</summary>
    public uint Hpfar { get; set; }

    public uint Hmair0 { get; set; }

    public uint Hmair1 { get; set; }

    public uint Hvbar { get; set; }

    public uint Htpidr { get; set; }

    /// <summary>How a guest's addresses are translated once more.</summary>
    public SecondStage SecondStage => (Hcr & (HypControl.SecondStage | HypControl.DefaultCacheable)) == 0 ? default : new SecondStage(
        Vttbr,
        Vtcr,
        SecondStageOptions.Enabled | ((Hsctlr & TableEndian) != 0 ? SecondStageOptions.BigEndianTables : 0) |
        ((Hcr & HypControl.ProtectedTableWalk) != 0 ? SecondStageOptions.ProtectedTableWalk : 0));

    /// <summary>The regime of Hyp mode: one table of the long format, without address spaces (ARM DDI 0406C B3.6.4).</summary>
    public TranslationRegime Regime
    {
        get
        {
            const uint Long = 1u << 31, SecondTableOff = 1 << 23;
            return new TranslationRegime(Hsctlr, Httbr, 0, Long | SecondTableOff | (Htcr & 7), 0, 0, Hmair0, Hmair1, _model.Mmu);
        }
    }

    /// <summary>As after a reset (ARM DDI 0406C B4.1; what is UNKNOWN is zero).</summary>
    public void Reset()
    {
        Vpidr = _model.Id("MIDR");
        Vmpidr = _mpidr;
        WriteHsctlr(0);
        Hcr = HypControl.None;
        WriteHcptr(0);
        Httbr = Vttbr = 0;
        Hactlr = Hdcr = Hstr = Htcr = Vtcr = Hadfsr = Haifsr = Hsr = Hdfar = Hifar = Hpfar = Hmair0 = Hmair1 = Hvbar = Htpidr = 0;
    }

    /// <summary>Writes HSCTLR; what has one value only stays.</summary>
    public void WriteHsctlr(uint value) => Hsctlr = HsctlrOnes | (value & HsctlrWritable);

    /// <summary>Writes HCR (ARM DDI 0406C B4.1.65).</summary>
    public void WriteHcr(uint value) => Hcr = (HypControl)value & HypControl.All;

    /// <summary>Writes HCPTR.</summary>
    public void WriteHcptr(uint value) => Hcptr = HcptrOnes | (value & HcptrWritable);
}
