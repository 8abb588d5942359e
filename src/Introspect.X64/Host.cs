namespace Introspect.X64;

/// <summary>A general register of the host, numbered as its instructions encode it.</summary>
public enum Host : byte
{
    Rax,
    Rcx,
    Rdx,
    Rbx,
    Rsp,
    Rbp,
    Rsi,
    Rdi,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
}

/// <summary>The two-operand arithmetic that shares one encoding, numbered as it encodes it.</summary>
public enum Alu : byte
{
    Add,
    Or,
    Adc,
    Sbb,
    And,
    Sub,
    Xor,
    Cmp,
}

/// <summary>Shifts, numbered as their encoding does.</summary>
public enum Shift : byte
{
    Rol = 0,
    Ror = 1,
    Rcr = 3,
    Shl = 4,
    Shr = 5,
    Sar = 7,
}

/// <summary>One-operand arithmetic of group F7, numbered as its encoding does.</summary>
public enum Unary : byte
{
    Not = 2,
    Neg = 3,
    Mul = 4,
    Imul = 5,
    Div = 6,
    Idiv = 7,
}

/// <summary>Conditions of the host, numbered as its instructions encode them; the low bit inverts.</summary>
public enum HostCondition : byte
{
    Overflow,
    NoOverflow,
    Below,
    AboveOrEqual,
    Equal,
    NotEqual,
    BelowOrEqual,
    Above,
    Sign,
    NoSign,
    Parity,
    NoParity,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Greater,
}
