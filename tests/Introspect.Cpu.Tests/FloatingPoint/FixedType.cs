using System.Numerics;

namespace Introspect.Cpu.Tests.FloatingPoint;

/// <summary>An integer or fixed-point type.</summary>
/// <param name="Width">How many low bits of a register it is.</param>
/// <param name="IsUnsigned">It has no sign.</param>
/// <param name="FractionBits">How many of the bits are behind the point.</param>
internal readonly record struct FixedType(int Width, bool IsUnsigned, int FractionBits = 0)
{
    public static readonly FixedType Signed = new(32, IsUnsigned: false), Unsigned = new(32, IsUnsigned: true);

    public BigInteger Least => IsUnsigned ? 0 : -(BigInteger.One << (Width - 1));

    public BigInteger Most => (BigInteger.One << (IsUnsigned ? Width : Width - 1)) - 1;

    /// <summary>The integer that a register holds, without regard for the point.</summary>
    public BigInteger Decode(ulong register)
    {
        BigInteger low = register & ((1UL << Width) - 1);
        return low > Most ? low - (BigInteger.One << Width) : low;
    }

    /// <summary>"s16", "u32".</summary>
    public override string ToString() => $"{(IsUnsigned ? 'u' : 's')}{Width}";
}
