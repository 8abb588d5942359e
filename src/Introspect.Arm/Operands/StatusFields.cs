using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>Which bytes of which program status register an MSR writes (ARM DDI 0406C B9.3.11).</summary>
/// <param name="IsSaved">The SPSR, not the CPSR.</param>
/// <param name="Mask">A bit for each byte, the lowest byte in bit 0.</param>
public readonly record struct StatusFields(bool IsSaved, uint Mask) : IOperand
{
    /// <summary>The byte with mode, T and interrupt masks.</summary>
    public const uint Control = 1;

    /// <summary>The byte with E and A.</summary>
    public const uint Extension = 2;

    /// <summary>The byte with GE.</summary>
    public const uint Status = 4;

    /// <summary>The byte with N, Z, C, V and Q.</summary>
    public const uint Flags = 8;

    /// <summary>The bits of the bytes.</summary>
    public uint Bits => BitsOf(Mask);

    /// <summary>The bits of the bytes that a mask names.</summary>
    public static uint BitsOf(uint mask) =>
        ((mask & Control) * 0xFF) | ((mask & Extension) * 0x7F80) | ((mask & Status) * 0x3F_C000) | ((mask & Flags) * 0x1FE0_0000);

    /// <summary>From the five bits R:mask.</summary>
    public static StatusFields From(uint field) => new(field >> 4 != 0, field & 0xF);

    /// <summary>"cpsr_fc", "spsr_fsxc"; flags alone are "apsr_nzcvq".</summary>
    public void WriteTo(DisassemblyText text)
    {
        if (!IsSaved && (Mask & (Control | Extension)) == 0 && Mask != 0)
        {
            text.Write("apsr_" + ((Mask & Flags) != 0 ? "nzcvq" : string.Empty) + ((Mask & Status) != 0 ? "g" : string.Empty));
            return;
        }

        text.Write(IsSaved ? "spsr" : "cpsr");
        const string Letters = "cxsf";
        for (int bit = Letters.Length - 1, written = 0; bit >= 0; bit--)
        {
            if (((Mask >> bit) & 1) != 0)
            {
                text.Write((written++ == 0 ? "_" : string.Empty) + Letters[bit]);
            }
        }
    }
}
