namespace Introspect.Ir;

/// <summary>
/// The operations of the middle language, one row each. The signature names the fields of <see cref="IrOp"/> that are
/// written, an arrow, and those that are read: <c>d a b c</c> are slots, <c>b</c> is the sum of slot b and the constant, <c>imm</c>
/// is the constant alone, a doubled letter is a pair of slots (low word first), <c>nz nzcv q ge fp</c> are flag slots.
/// In the rows of floating point and vectors a capital <c>D A B C</c> is what begins at that slot: a number as wide as
/// <see cref="FloatShape"/> says, or a vector as <see cref="VectorShape"/> says; a doubled capital is a vector of 128 bits whatever
/// the shape says; there b is a slot alone and <c>imm</c> is on its own.
/// A row needs one case in the interpreter and one in each emitter.
/// </summary>
public enum Op : byte
{
    /// <summary>Nothing: what a pass has dropped.</summary>
    [Signature("<- ")] Nop,

    // Moves and integer arithmetic.
    [Signature("d <- b")] Move,
    [Signature("d <- b")] Not,
    [Signature("d <- a b")] Add,
    [Signature("d <- a b")] Subtract,
    [Signature("d <- a b c")] AddWithCarry,
    [Signature("d <- a b c")] SubtractWithCarry,
    [Signature("d nzcv <- a b")] AddFlags,
    [Signature("d nzcv <- a b")] SubtractFlags,
    [Signature("d nzcv <- a b c")] AddWithCarryFlags,
    [Signature("d nzcv <- a b c")] SubtractWithCarryFlags,
    [Signature("d <- a b")] And,
    [Signature("d <- a b")] Or,
    [Signature("d <- a b")] Xor,
    [Signature("d <- a b")] AndNot,
    [Signature("d <- a b")] OrNot,
    [Signature("nz <- a")] SetNZ,

    // Shifts: the amount is the low byte of b; 32 and more shift everything out, as ARM's register shifts do.
    // The Carry forms also write the carry flag with the last bit shifted out, and leave it when the amount is zero.
    [Signature("d <- a b")] ShiftLeft,
    [Signature("d <- a b")] ShiftRight,
    [Signature("d <- a b")] ShiftRightArithmetic,
    [Signature("d <- a b")] RotateRight,
    [Signature("d cf <- a b cf")] ShiftLeftCarry,
    [Signature("d cf <- a b cf")] ShiftRightCarry,
    [Signature("d cf <- a b cf")] ShiftRightArithmeticCarry,
    [Signature("d cf <- a b cf")] RotateRightCarry,
    [Signature("d <- a cf")] RotateRightExtend,

    // Multiplication and division. The long forms give the low word in d and the high word in c.
    [Signature("d <- a b")] Multiply,
    [Signature("d c <- a b")] MultiplyLong,
    [Signature("d c <- a b")] MultiplyLongSigned,
    [Signature("d c <- a b d c")] MultiplyAddLong,
    [Signature("d c <- a b d c")] MultiplyAddLongSigned,
    [Signature("d <- a b")] DivideUnsigned,
    [Signature("d <- a b")] DivideSigned,

    // Bits and bytes. A field is imm = lowest bit + 256 * width.
    [Signature("d <- a")] CountLeadingZeros,
    [Signature("d <- a")] ReverseBytes,
    [Signature("d <- a")] ReverseBytes16,
    [Signature("d <- a")] ReverseBits,
    [Signature("d <- b")] SignExtend8,
    [Signature("d <- b")] SignExtend16,
    [Signature("d <- a imm")] ExtractUnsigned,
    [Signature("d <- a imm")] ExtractSigned,
    [Signature("d <- d a imm")] Insert,

    // Saturation to imm bits, or to 32; the sticky flag q is set when it happens.
    [Signature("d q <- a imm q")] SaturateSigned,
    [Signature("d q <- a imm q")] SaturateUnsigned,
    [Signature("d q <- a b q")] SaturatingAdd,
    [Signature("d q <- a b q")] SaturatingSubtract,

    // Memory: the address is a + b; size holds MemoryFlags. A fault leaves d and all later operations undone. Of a doubleword the low word
    // is in d and the high one in c when it is loaded, in c and d when it is stored.
    [Signature("d <- a b", Effects.MayFault)] Load8,
    [Signature("d <- a b", Effects.MayFault)] Load16,
    [Signature("d <- a b", Effects.MayFault)] Load32,
    [Signature("d <- a b", Effects.MayFault)] LoadSigned8,
    [Signature("d <- a b", Effects.MayFault)] LoadSigned16,
    [Signature("d c <- a b", Effects.MayFault)] Load64,
    [Signature("<- a b c", Effects.MayFault | Effects.WritesMemory)] Store8,
    [Signature("<- a b c", Effects.MayFault | Effects.WritesMemory)] Store16,
    [Signature("<- a b c", Effects.MayFault | Effects.WritesMemory)] Store32,
    [Signature("<- a b c d", Effects.MayFault | Effects.WritesMemory)] Store64,

    /// <summary>
    /// Stores size bytes (1, 2, 4 or 8, of which the address must be a multiple) of c, of a doubleword those of the pair that begins there, when the
    /// exclusive monitor (<see cref="ExclusiveMark"/>) lets it; d is 0 then, and 1 when nothing was stored. The monitor is open afterwards.
    /// </summary>
    [Signature("d <- a b c", Effects.MayFault | Effects.WritesMemory)] StoreExclusive,

    /// <summary>How many exclusive stores were made to the doubleword at a + b by vCPUs that run at once; where they take turns, 0.</summary>
    [Signature("d <- a b")] ExclusiveStores,

    /// <summary>Memory accesses before it are seen by other vCPUs before those behind it.</summary>
    [Signature("<- ")] Fence,

    // Control. Skips go forward, to the operation whose index is imm, and stay within the guest instruction.
    [Signature("<- nzcv imm", Effects.Control)] SkipUnless,
    [Signature("<- a imm", Effects.Control)] SkipIfZero,
    [Signature("<- a imm", Effects.Control)] SkipIfNotZero,

    /// <summary>The block ends; the PC slot and the execution state hold what comes next.</summary>
    [Signature("<- ", Effects.Control)] EndBlock,

    /// <summary>The block ends; the next one is at b.</summary>
    [Signature("<- b", Effects.Control)] Jump,

    /// <summary>The block ends; the next one is at b without its bit 0, which goes to bit 0 of the execution state.</summary>
    [Signature("<- b", Effects.Control)] JumpExchange,
    [Signature("<- imm", Effects.Control)] Exit,
    [Signature("d <- a b c", Effects.MayFault | Effects.WritesMemory | Effects.Calls)] Call,

    // Scalar floating point under the FPSCR slot; size is a FloatShape.
    [Signature("D fp <- A B fp")] FloatAdd,
    [Signature("D fp <- A B fp")] FloatSubtract,
    [Signature("D fp <- A B fp")] FloatMultiply,
    [Signature("D fp <- A B fp")] FloatDivide,
    [Signature("D fp <- A fp")] FloatSquareRoot,

    /// <summary><c>d = c + a * b</c>, rounded once; imm is <see cref="MultiplyAddFlags"/>.</summary>
    [Signature("D fp <- A B C imm fp")] FloatMultiplyAdd,

    /// <summary>Writes the flags of FPSCR; imm is <see cref="FloatCompareFlags"/>.</summary>
    [Signature("fp <- A B imm fp")] FloatCompare,

    /// <summary>Single to double precision.</summary>
    [Signature("dd fp <- a fp")] FloatWiden,

    /// <summary>Double to single precision.</summary>
    [Signature("d fp <- aa fp")] FloatNarrow,

    /// <summary>The half-precision number in the low half of a to single precision.</summary>
    [Signature("d fp <- a fp")] FloatFromHalf,

    /// <summary>Single to half precision, zero-extended.</summary>
    [Signature("d fp <- a fp")] FloatToHalf,

    /// <summary>To an integer or fixed-point word; imm is <see cref="FixedPoint"/>.</summary>
    [Signature("d fp <- A imm fp")] FloatToFixed,

    /// <summary>From an integer or fixed-point word; imm is <see cref="FixedPoint"/>.</summary>
    [Signature("D fp <- a imm fp")] FloatFromFixed,

    // Vectors: size is a VectorShape. An operation reads all its operands before it writes.

    /// <summary>Copies imm words, at most 32, from a row of slots to another that does not overlap it.</summary>
    [Signature("D <- A imm")] VectorMove,

    /// <summary>The low bits of b + imm in every lane.</summary>
    [Signature("D <- b")] VectorDuplicate,

    // Whole vectors, bit by bit.
    [Signature("D <- A")] VectorNot,
    [Signature("D <- A B")] VectorAnd,
    [Signature("D <- A B")] VectorOr,
    [Signature("D <- A B")] VectorXor,
    [Signature("D <- A B")] VectorAndNot,
    [Signature("D <- A B")] VectorOrNot,

    /// <summary>Bits of a where c is 1, of b where it is 0.</summary>
    [Signature("D <- A B C")] VectorSelect,

    // Lane by lane; what Float, Saturating, Rounding and Halving do follows from the shape.
    [Signature("D fp <- A B fp")] VectorAdd,
    [Signature("D fp <- A B fp")] VectorSubtract,
    [Signature("D fp <- A B fp")] VectorMultiply,

    /// <summary>The high half of twice the product, saturated, with or without rounding.</summary>
    [Signature("D fp <- A B fp")] VectorMultiplyHigh,

    /// <summary>Products twice as wide; saturating, twice the product (VQDMULL).</summary>
    [Signature("DD fp <- A B fp")] VectorMultiplyLong,

    /// <summary>Product of polynomials over {0, 1}, its low half.</summary>
    [Signature("D <- A B")] VectorMultiplyPolynomial,

    /// <summary>Product of polynomials over {0, 1}.</summary>
    [Signature("DD <- A B")] VectorMultiplyPolynomialLong,

    /// <summary><c>d = c + a * b</c> of floating point, rounded once; imm is <see cref="MultiplyAddFlags"/>.</summary>
    [Signature("D fp <- A B C imm fp")] VectorMultiplyAdd,
    [Signature("D fp <- A B fp")] VectorAbsoluteDifference,
    [Signature("D fp <- A B fp")] VectorMaximum,
    [Signature("D fp <- A B fp")] VectorMinimum,
    [Signature("D fp <- A fp")] VectorAbsolute,
    [Signature("D fp <- A fp")] VectorNegate,

    // All ones in a lane where the comparison holds, and all zeros where it does not.
    [Signature("D fp <- A B fp")] VectorEqual,
    [Signature("D fp <- A B fp")] VectorGreater,
    [Signature("D fp <- A B fp")] VectorGreaterOrEqual,

    /// <summary>Whether the operands have a bit in common.</summary>
    [Signature("D <- A B")] VectorTest,

    // Neighbours: the results of a are the low lanes of d, those of b the high ones.
    [Signature("D fp <- A B fp")] VectorPairwiseAdd,
    [Signature("D fp <- A B fp")] VectorPairwiseMaximum,
    [Signature("D fp <- A B fp")] VectorPairwiseMinimum,

    /// <summary>Sums of neighbours, twice as wide: half as many lanes as the shape says are written.</summary>
    [Signature("D <- A")] VectorPairwiseAddLong,

    // Shifts by imm. Right shifts go to the width of an element.
    /// <summary>Saturating: from signed to <see cref="VectorShape.Unsigned"/> with <see cref="ShiftFlags.SignedSource"/>.</summary>
    [Signature("D fp <- A imm fp")] VectorShiftLeft,
    [Signature("D <- A imm")] VectorShiftRight,

    /// <summary>As a left shift, but the low imm bits of d stay.</summary>
    [Signature("D <- D A imm")] VectorShiftLeftInsert,

    /// <summary>As a right shift, but the high imm bits of d stay.</summary>
    [Signature("D <- D A imm")] VectorShiftRightInsert,

    /// <summary>Each lane by the signed low byte of that of b: left, or when negative right.</summary>
    [Signature("D fp <- A B fp")] VectorShift,

    /// <summary>Lanes of the shape extended to twice their width, then shifted left by imm.</summary>
    [Signature("DD <- A imm")] VectorWiden,

    /// <summary>
    /// Lanes twice as wide as the shape says are shifted right by imm (<see cref="ShiftFlags.Amount"/>) and narrowed; saturating,
    /// from signed to <see cref="VectorShape.Unsigned"/> with <see cref="ShiftFlags.SignedSource"/>.
    /// </summary>
    [Signature("D fp <- AA imm fp")] VectorNarrow,

    // Counts of bits in a lane.
    [Signature("D <- A")] VectorCountLeadingSigns,
    [Signature("D <- A")] VectorCountLeadingZeros,
    [Signature("D <- A")] VectorCountOnes,

    // Permutations.
    /// <summary>The order of lanes is reversed within groups of <c>1 &lt;&lt; imm</c> bytes.</summary>
    [Signature("D <- A imm")] VectorReverse,

    /// <summary>Bytes from imm on of a with b behind it.</summary>
    [Signature("D <- A B imm")] VectorExtract,

    /// <summary>
    /// Each byte of b selects a byte of the imm bytes that begin at a; an index beyond them gives zero, or keeps the byte of c.
    /// </summary>
    [Signature("D <- A B C imm")] VectorTable,

    // Both operands are also results; where they are the same vector, it is d that stays.
    [Signature("D A <- D A")] VectorSwap,
    [Signature("D A <- D A")] VectorTranspose,
    [Signature("D A <- D A")] VectorZip,
    [Signature("D A <- D A")] VectorUnzip,

    // Estimates of integers (with Unsigned) or floating point (with Float), and steps of Newton's iteration.
    [Signature("D fp <- A fp")] VectorReciprocalEstimate,
    [Signature("D fp <- A fp")] VectorReciprocalRootEstimate,
    [Signature("D fp <- A B fp")] VectorReciprocalStep,
    [Signature("D fp <- A B fp")] VectorReciprocalRootStep,

    /// <summary>Single precision to integer or fixed point; imm is <see cref="FixedPoint"/>.</summary>
    [Signature("D fp <- A imm fp")] VectorToFixed,

    /// <summary>Integer or fixed point to single precision; imm is <see cref="FixedPoint"/>.</summary>
    [Signature("D fp <- A imm fp")] VectorFromFixed,

    /// <summary>Four numbers of half precision to single precision.</summary>
    [Signature("DD fp <- A fp")] VectorFromHalf,

    /// <summary>Four numbers of single precision to half precision.</summary>
    [Signature("D fp <- AA fp")] VectorToHalf,
}

/// <summary>What an operation may do besides writing the slots of its signature.</summary>
[Flags]
public enum Effects
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>May end the block at this guest instruction, with the guest's fault described by the port.</summary>
    MayFault = 1,

    /// <summary>May write guest memory.</summary>
    WritesMemory = 2,

    /// <summary>Decides which operation is next.</summary>
    Control = 4,

    /// <summary>Calls a numbered helper, which may read and write any guest state.</summary>
    Calls = 8,
}

/// <summary>The shape of an operation; see <see cref="Op"/> for the notation.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class SignatureAttribute(string text, Effects effects = Effects.None) : Attribute
{
    /// <summary>Written fields, an arrow, read fields.</summary>
    public string Text { get; } = text;

    /// <summary>What else the operation may do.</summary>
    public Effects Effects { get; } = effects;
}

/// <summary>How a memory operation differs from the plain one.</summary>
[Flags]
public enum MemoryFlags : byte
{
    /// <summary>A plain access: unaligned addresses are allowed where the guest allows them.</summary>
    None = 0,

    /// <summary>
    /// An address that is not a multiple of the size of the access faults; for a doubleword and wider ones a multiple of four
    /// is enough unless <see cref="AlignedToSize"/> is set.
    /// </summary>
    Aligned = 1,

    /// <summary>The access is made as the unprivileged guest would make it (LDRT, STRT).</summary>
    Unprivileged = 2,

    /// <summary>With a doubleword or wider access: the address must be a multiple of the whole size.</summary>
    AlignedToSize = 4,

    /// <summary>With <see cref="Aligned"/>: an address that is no such multiple does not fault, it loses its low bits (before ARMv6).</summary>
    RoundedDown = 8,

    /// <summary>With <see cref="RoundedDown"/>: the value loaded is rotated so that the byte at the address is its lowest.</summary>
    Rotated = 16,

    /// <summary>
    /// Bits 7:5 hold the binary logarithm of the bytes of which the address must be a multiple, whatever the size of the access,
    /// or else it faults (the first access of an element and structure load or store with an alignment); 0 asks for nothing.
    /// </summary>
    AlignmentMask = 7 << MemoryFlagsExtensions.AlignmentShift,
}

/// <summary>The alignment within <see cref="MemoryFlags"/>.</summary>
public static class MemoryFlagsExtensions
{
    /// <summary>Position of the logarithm.</summary>
    public const int AlignmentShift = 5;

    /// <summary>An access whose address must be a multiple of <c>1 &lt;&lt; log2</c> bytes.</summary>
    public static MemoryFlags AlignedTo(int log2) => (MemoryFlags)(log2 << AlignmentShift);

    /// <summary>
    /// Bits of the address that must be zero, or else the access faults even where unaligned ones are allowed:
    /// every alignment flag taken together, for an access of <paramref name="size"/> bytes.
    /// </summary>
    public static uint RequiredZeros(this MemoryFlags flags, uint size)
    {
        uint zeros = (1u << ((int)flags >> AlignmentShift)) - 1;
        zeros |= (flags & MemoryFlags.Aligned) != 0 ? Math.Min(size, 4) - 1 : 0;
        return zeros | ((flags & MemoryFlags.AlignedToSize) != 0 ? size - 1 : 0);
    }
}
