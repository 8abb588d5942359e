using System.Collections.Frozen;
using System.Reflection;
using Introspect.Arm;
using Introspect.Ir;

namespace Introspect.Cli.Output;

/// <summary>An operation of the middle language as a line of text, written from the signature of its row.</summary>
internal static class OperationText
{
    private const string Arrow = "<-";

    private static readonly FrozenDictionary<Op, string> s_signatures = Enum.GetValues<Op>().ToFrozenDictionary(
        static op => op,
        static op => typeof(Op).GetField(op.ToString())!.GetCustomAttribute<SignatureAttribute>()!.Text);

    /// <summary>Its name, what is written and an arrow, and what is read; flags by their letters.</summary>
    public static string Of(IrOp op)
    {
        string[] sides = s_signatures[op.Code].Split(Arrow);
        string written = Fields(sides[0], op), read = Named(op) ?? Fields(sides[1], op);
        return $"{op.Code}{Shape(op)} {(written.Length > 0 ? $"{written} {Arrow} " : "")}{read}".TrimEnd();
    }

    private static string Fields(string names, IrOp op) =>
        string.Join(", ", names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => Field(name, op)));

    private static string Field(string name, IrOp op) => name switch
    {
        "d" or "D" => Name(op.D),
        "a" or "A" => Name(op.A),
        "B" => Name(op.B),
        "c" or "C" => Name(op.C),
        "dd" or "DD" => Pair(op.D),
        "aa" or "AA" => Pair(op.A),
        "cc" => Pair(op.C),
        "b" when op.B == Slot.None.Index => Constant(op.Imm),
        "b" when op.Imm == 0 => Name(op.B),
        "b" => $"{Name(op.B)} + {Constant(op.Imm)}",
        "imm" => Constant(op.Imm),
        "cf" => "c",
        _ => name,
    };

    // What the constant, or the size, is a number of.
    private static string? Named(IrOp op) => op.Code switch
    {
        Op.SkipUnless => $"{(Condition)op.Size}, to {op.Imm}",
        Op.SkipIfZero or Op.SkipIfNotZero => $"{Name(op.A)}, to {op.Imm}",
        Op.Exit => $"{(ExitKind)op.Size}, {Constant(op.Imm)}",
        Op.Call => $"{(Helper)op.Imm}({Name(op.A)}, {Name(op.B)}, {Name(op.C)})",
        _ => null,
    };

    private static string Shape(IrOp op) => op.Code switch
    {
        >= Op.Load8 and <= Op.Store64 => op.Size == 0 ? "" : $".{(MemoryFlags)op.Size}",
        >= Op.FloatAdd and < Op.VectorMove => $".{(FloatShape)op.Size}",
        > Op.VectorMove => $".{Lanes((VectorShape)op.Size)}",
        _ => "",
    };

    private static string Lanes(VectorShape shape)
    {
        VectorShape flags = shape & ~(VectorShape.Lanes64 | VectorShape.Quad);
        return $"{shape.Lanes()}x{shape.ElementBits()}" + (flags == 0 ? "" : $".{flags}".Replace(", ", ".", StringComparison.Ordinal));
    }

    private static string Name(byte slot) => new Slot(slot).ToString();

    private static string Pair(byte slot) => $"{Name(slot)}:{new Slot(slot).Next}";

    private static string Constant(uint value) => value < 10 ? $"#{value}" : $"#0x{value:X}";
}
