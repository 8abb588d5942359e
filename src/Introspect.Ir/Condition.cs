namespace Introspect.Ir;

/// <summary>A test of the flags N, Z, C and V; numbered as the condition field of the ARM manuals (ARM DDI 0406C A8.3).</summary>
public enum Condition : byte
{
    /// <summary>Z is set.</summary>
    Equal,

    /// <summary>Z is clear.</summary>
    NotEqual,

    /// <summary>C is set: unsigned higher or same.</summary>
    CarrySet,

    /// <summary>C is clear: unsigned lower.</summary>
    CarryClear,

    /// <summary>N is set.</summary>
    Minus,

    /// <summary>N is clear.</summary>
    Plus,

    /// <summary>V is set.</summary>
    Overflow,

    /// <summary>V is clear.</summary>
    NoOverflow,

    /// <summary>C is set and Z is clear: unsigned higher.</summary>
    UnsignedHigher,

    /// <summary>C is clear or Z is set: unsigned lower or same.</summary>
    UnsignedLowerOrSame,

    /// <summary>N equals V.</summary>
    SignedGreaterOrEqual,

    /// <summary>N differs from V.</summary>
    SignedLess,

    /// <summary>Z is clear and N equals V.</summary>
    SignedGreater,

    /// <summary>Z is set or N differs from V.</summary>
    SignedLessOrEqual,

    /// <summary>Always true.</summary>
    Always,
}
