using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;

namespace Introspect.Arm.Operands;

/// <summary>The operand of CPS (ARM DDI 0406C B9.3.2).</summary>
/// <param name="ChangesMasks">The bits named by <paramref name="Masks"/> change.</param>
/// <param name="Disables">They are set, which masks the interrupts.</param>
/// <param name="ChangesMode">The mode changes.</param>
/// <param name="Masks">A, I and F from the highest bit down.</param>
/// <param name="Mode">The new mode.</param>
public readonly record struct ProcessorStateChange(bool ChangesMasks, bool Disables, bool ChangesMode, uint Masks, uint Mode) : IOperand
{
    private const int MaskShift = 6;

    /// <summary>From the eleven bits imod:M:A:I:F:mode.</summary>
    public static ProcessorStateChange From(uint field) =>
        new((field & 0x400) != 0, (field & 0x200) != 0, (field & 0x100) != 0, (field >> 5) & 7, field & 0x1F);

    /// <summary>From the four bits im:A:I:F.</summary>
    public static ProcessorStateChange FromT16(uint field) => new(true, (field & 8) != 0, false, field & 7, 0);

    /// <summary>False where nothing changes, which is UNPREDICTABLE.</summary>
    public bool ExistsOn(CpuModel model) => ChangesMasks || (ChangesMode && !Disables);

    /// <summary>The bits of the CPSR that change, besides the mode.</summary>
    public uint ChangedMasks => ChangesMasks ? Masks << MaskShift : 0;

    /// <summary>"ie i", "id aif, #0x13", " #0x13".</summary>
    public void WriteTo(DisassemblyText text)
    {
        if (ChangesMasks)
        {
            text.Write(Disables ? "id " : "ie ");
            text.Write(Masks == 0 ? "none"
                : ((Masks & 4) != 0 ? "a" : string.Empty) + ((Masks & 2) != 0 ? "i" : string.Empty) + ((Masks & 1) != 0 ? "f" : string.Empty));
        }

        if (ChangesMode)
        {
            text.Write(ChangesMasks ? ", " : " ");
            text.Write(Mode);
        }
    }
}
