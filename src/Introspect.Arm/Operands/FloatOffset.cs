using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>The offset of VLDR and VSTR in words: eight bits, added or subtracted.</summary>
public readonly record struct FloatOffset(bool Add, uint Words) : IOperand
{
    public static FloatOffset From(uint i, bool u) => new(u, i);

    /// <summary>What is added to the base.</summary>
    public uint Value => Add ? 4 * Words : 0 - (4 * Words);

    /// <summary>", #-8" behind the base; nothing for "plus zero".</summary>
    public void WriteTo(DisassemblyText text)
    {
        if (!Add || Words != 0)
        {
            text.Write(", #" + (Add ? string.Empty : "-") + DisassemblyText.Number(4 * Words));
        }
    }
}
