using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>Where the words of a load or store of several registers lie: the bits P and U (ARM DDI 0406C A8.8.58 to A8.8.61).</summary>
/// <param name="Before">The address moves before each word, not after it.</param>
/// <param name="Increment">Addresses go up from the base, not down.</param>
public readonly record struct BlockOrder(bool Before, bool Increment) : IOperand
{
    /// <summary>From the two bits P:U.</summary>
    public static BlockOrder From(uint field) => new((field & 2) != 0, (field & 1) != 0);

    /// <summary>Distance of the lowest word from the base.</summary>
    public uint FirstOffset(int words) => (Before, Increment) switch
    {
        (false, true) => 0,
        (true, true) => 4,
        (false, false) => 4 - (4 * (uint)words),
        (true, false) => 0 - (4 * (uint)words),
    };

    /// <summary>What an update adds to the base.</summary>
    public uint Update(int words) => Increment ? 4 * (uint)words : 0 - (4 * (uint)words);

    /// <summary>"da", "db", "ib"; nothing for "ia".</summary>
    public void WriteTo(DisassemblyText text)
    {
        if (Before || !Increment)
        {
            text.Write((Increment ? "i" : "d") + (Before ? "b" : "a"));
        }
    }
}
