namespace Introspect.Ir;

/// <summary>The constant of <see cref="Op.FloatMultiplyAdd"/> and <see cref="Op.VectorMultiplyAdd"/>.</summary>
[Flags]
public enum MultiplyAddFlags : uint
{
    /// <summary>The sum of addend and product.</summary>
    None = 0,

    /// <summary>The sign of the first factor is inverted.</summary>
    NegateProduct = 1,

    /// <summary>The sign of the addend is inverted.</summary>
    NegateAddend = 2,
}

/// <summary>The constant of <see cref="Op.FloatCompare"/>.</summary>
[Flags]
public enum FloatCompareFlags : uint
{
    /// <summary>Only signalling NaNs are invalid operands.</summary>
    None = 0,

    /// <summary>Every NaN is an invalid operand.</summary>
    SignalQuietNaN = 1,

    /// <summary>The second operand is zero.</summary>
    WithZero = 2,
}

/// <summary>
/// A conversion between floating point and fixed point, packed into the constant of an operation: fraction bits in 5:0
/// (0 for an integer), then the flags below.
/// </summary>
[Flags]
public enum FixedPoint : uint
{
    /// <summary>A signed number of 32 bits, rounded as FPSCR says.</summary>
    None = 0,

    /// <summary>The bits that hold the number of fraction bits.</summary>
    FractionBits = 0x3F,

    /// <summary>The fixed-point number has 16 bits; a result is extended to 32.</summary>
    Halfword = 1 << 8,

    /// <summary>The fixed-point number is unsigned.</summary>
    Unsigned = 1 << 9,

    /// <summary>To fixed point: round towards zero. From fixed point: round to nearest.</summary>
    FixedRounding = 1 << 10,
}

/// <summary>The constant of <see cref="Op.VectorShiftLeft"/> and <see cref="Op.VectorNarrow"/>: the amount, and a flag.</summary>
[Flags]
public enum ShiftFlags : uint
{
    /// <summary>Source and result are of one sign.</summary>
    None = 0,

    /// <summary>The bits that hold the amount.</summary>
    Amount = 0x7F,

    /// <summary>The source is signed although the result is unsigned.</summary>
    SignedSource = 1 << 8,
}
