namespace Introspect.Ir;

/// <summary>The precision of a scalar floating-point operation (<see cref="IrOp.Size"/>).</summary>
public enum FloatShape : byte
{
    /// <summary>Single precision: one slot.</summary>
    Single,

    /// <summary>Double precision: a pair of slots, the low word first.</summary>
    Double,
}
