namespace Introspect.Ir;

/// <summary>
/// The operations of the middle language, one row each. The signature names the fields of <see cref="IrOp"/> that are
/// written, an arrow, and those that are read: <c>d a b c</c> are slots, <c>b</c> is the sum of slot b and the constant, <c>imm</c>
/// is the constant alone, a doubled letter is a pair of slots (low word first), <c>nz nzcv q ge fp</c> are flag slots.
/// A row needs one case in the interpreter and one in each emitter.
/// </summary>
public enum Op : byte
{
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

    // Memory: the address is a + b; size holds MemoryFlags. A fault leaves d and all later operations undone.
    [Signature("d <- a b", Effects.MayFault)] Load8,
    [Signature("d <- a b", Effects.MayFault)] Load16,
    [Signature("d <- a b", Effects.MayFault)] Load32,
    [Signature("d <- a b", Effects.MayFault)] LoadSigned8,
    [Signature("d <- a b", Effects.MayFault)] LoadSigned16,
    [Signature("dd <- a b", Effects.MayFault)] Load64,
    [Signature("<- a b c", Effects.MayFault | Effects.WritesMemory)] Store8,
    [Signature("<- a b c", Effects.MayFault | Effects.WritesMemory)] Store16,
    [Signature("<- a b c", Effects.MayFault | Effects.WritesMemory)] Store32,
    [Signature("<- a b cc", Effects.MayFault | Effects.WritesMemory)] Store64,

    // Control. Skips go forward, to the operation whose index is imm, and stay within the guest instruction.
    [Signature("<- nzcv imm", Effects.Control)] SkipUnless,
    [Signature("<- a imm", Effects.Control)] SkipIfZero,
    [Signature("<- a imm", Effects.Control)] SkipIfNotZero,
    [Signature("<- ", Effects.Control)] EndBlock,
    [Signature("<- imm", Effects.Control)] Exit,
    [Signature("d <- a b c", Effects.MayFault | Effects.WritesMemory | Effects.Calls)] Call,
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

    /// <summary>An address that is not a multiple of four (of eight with <see cref="AlignedToSize"/>) always faults.</summary>
    Aligned = 1,

    /// <summary>The access is made as the unprivileged guest would make it (LDRT, STRT).</summary>
    Unprivileged = 2,

    /// <summary>With a doubleword or wider access: the address must be a multiple of the whole size.</summary>
    AlignedToSize = 4,
}
