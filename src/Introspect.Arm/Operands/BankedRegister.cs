using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;

namespace Introspect.Arm.Operands;

/// <summary>A register of another mode: SYSm in bits 4:0, R in bit 5 (ARM DDI 0406C B9.2.3).</summary>
public readonly record struct BankedRegister(uint Selector) : IOperand
{
    /// <summary>The selector of ELR_hyp.</summary>
    public const uint ElrHyp = 0b11110;

    private static readonly string?[] s_names =
    [
        "r8_usr", "r9_usr", "r10_usr", "r11_usr", "r12_usr", "sp_usr", "lr_usr", null,
        "r8_fiq", "r9_fiq", "r10_fiq", "r11_fiq", "r12_fiq", "sp_fiq", "lr_fiq", null,
        "lr_irq", "sp_irq", "lr_svc", "sp_svc", "lr_abt", "sp_abt", "lr_und", "sp_und",
        null, null, null, null, "lr_mon", "sp_mon", "elr_hyp", "sp_hyp",
        null, null, null, null, null, null, null, null,
        null, null, null, null, null, null, "SPSR_fiq", null,
        "SPSR_irq", null, "SPSR_svc", null, "SPSR_abt", null, "SPSR_und", null,
        null, null, null, null, "SPSR_mon", null, "SPSR_hyp", null,
    ];

    /// <summary>From the six bits R:SYSm.</summary>
    public static BankedRegister From(uint field) => new(field);

    /// <summary>True when the selector names a register.</summary>
    public bool ExistsOn(CpuModel model) => s_names[Selector] is not null;

    public void WriteTo(DisassemblyText text) => text.Write(s_names[Selector]!);
}
