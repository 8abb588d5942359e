using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>How the eight bits of a <see cref="VectorImmediate"/> become a doubleword.</summary>
public enum VectorImmediateKind : byte
{
    /// <summary>One byte of a word.</summary>
    Word,

    /// <summary>One byte of a halfword.</summary>
    Halfword,

    /// <summary>A byte of a word with ones below it.</summary>
    WordWithOnes,

    /// <summary>Every byte.</summary>
    Byte,

    /// <summary>Each bit fills a byte of a doubleword.</summary>
    Doubleword,

    /// <summary>A single-precision number.</summary>
    Float,
}

/// <summary>A constant of Advanced SIMD: eight bits, placed and repeated. ARM DDI 0406C A7.4.6, AdvSIMDExpandImm.</summary>
public readonly record struct VectorImmediate(byte Field, VectorImmediateKind Kind, int Place) : IOperand
{
    /// <summary>From the eight bits, the kind, and the number of the byte they go to.</summary>
    public static VectorImmediate From(uint field, uint k, uint x) => new((byte)field, (VectorImmediateKind)k, (int)x);

    /// <summary>What goes to each element.</summary>
    public ulong Element => Kind switch
    {
        VectorImmediateKind.Word or VectorImmediateKind.Halfword => (ulong)Field << (8 * Place),
        VectorImmediateKind.WordWithOnes => ((ulong)Field << (8 * (Place + 1))) | (Place == 0 ? 0xFFu : 0xFFFF),
        VectorImmediateKind.Doubleword => Spread(Field),
        VectorImmediateKind.Float => new FloatImmediate(Field).Single,
        _ => Field,
    };

    /// <summary>What goes to each doubleword.</summary>
    public ulong Value => Element * Kind switch
    {
        VectorImmediateKind.Byte => 0x0101_0101_0101_0101,
        VectorImmediateKind.Halfword => 0x0001_0001_0001_0001,
        VectorImmediateKind.Doubleword => 1,
        _ => 0x0000_0001_0000_0001ul,
    };

    public void WriteTo(DisassemblyText text)
    {
        if (Kind == VectorImmediateKind.Float)
        {
            new FloatImmediate(Field).WriteTo(text);
        }
        else
        {
            text.Write($"#0x{Element:x}");
        }
    }

    private static ulong Spread(byte bits)
    {
        ulong value = 0;
        for (int i = 0; i < 8; i++)
        {
            value |= ((bits >> i) & 1) != 0 ? 0xFFul << (8 * i) : 0;
        }

        return value;
    }
}
