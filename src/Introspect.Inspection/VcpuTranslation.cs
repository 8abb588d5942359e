using Introspect.Core.PageTables;

namespace Introspect.Inspection;

/// <summary>The translation regime of a vCPU, from its registers.</summary>
public static class VcpuTranslation
{
    /// <summary>The registers that a table walk of this vCPU reads now; the MMU is off in it where the vCPU has none. For the holder.</summary>
    public static TranslationRegime ReadRegime(this IInspectedVcpu vcpu)
    {
        ArgumentNullException.ThrowIfNull(vcpu);
        return new TranslationRegime(
            (uint)Read(vcpu, "SCTLR"),
            Read(vcpu, "TTBR0"),
            Read(vcpu, "TTBR1"),
            (uint)Read(vcpu, "TTBCR"),
            (uint)Read(vcpu, "DACR"),
            (byte)Read(vcpu, "CONTEXTIDR"),
            (uint)Read(vcpu, "PRRR"),
            (uint)Read(vcpu, "NMRR"),
            vcpu.Mmu,
            (byte)(Read(vcpu, "FCSEIDR") >> 25));
    }

    private static ulong Read(IInspectedVcpu vcpu, string name)
    {
        for (int i = 0; i < vcpu.Registers.Count; i++)
        {
            if (vcpu.Registers[i].Name == name)
            {
                return vcpu.ReadRegister(i);
            }
        }

        return 0;
    }
}
