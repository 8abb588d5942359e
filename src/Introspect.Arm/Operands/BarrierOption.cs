using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>Whom and what a barrier orders (ARM DDI 0406C A8.8.43).</summary>
public readonly record struct BarrierOption(uint Value) : IOperand
{
    private static readonly string[] s_names =
        ["#0", "#1", "oshst", "osh", "#4", "#5", "nshst", "nsh", "#8", "#9", "ishst", "ish", "#12", "#13", "st", "sy"];

    /// <summary>It orders stores among themselves, and nothing else.</summary>
    public bool IsForStoresOnly => (Value & 3) == 2;

    /// <summary>From the four bits.</summary>
    public static BarrierOption From(uint field) => new(field);

    public void WriteTo(DisassemblyText text) => text.Write(s_names[Value]);
}

/// <summary>The option of ISB, which has but one name (ARM DDI 0406C A8.8.53).</summary>
public readonly record struct FullBarrierOption(uint Value) : IOperand
{
    /// <summary>From the four bits.</summary>
    public static FullBarrierOption From(uint field) => new(field);

    public void WriteTo(DisassemblyText text)
    {
        if (Value == 15)
        {
            text.Write("sy");
        }
        else
        {
            text.Write(Value);
        }
    }
}
