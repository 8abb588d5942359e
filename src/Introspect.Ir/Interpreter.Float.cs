using Introspect.Ir.FloatingPoint;

namespace Introspect.Ir;

/// <content>Scalar floating point.</content>
public static partial class Interpreter
{
    private const int NzcvShift = 28;
    private const uint SingleSign = 1u << 31;
    private const ulong DoubleSign = 1UL << 63;

    private static void RunFloat(ref RegisterFile r, in IrOp op)
    {
        if ((FloatShape)op.Size == FloatShape.Single)
        {
            RunSingle(ref r, op, ref r[Slot.FloatStatus.Index]);
        }
        else
        {
            RunDouble(ref r, op, ref r[Slot.FloatStatus.Index]);
        }
    }

    private static void RunSingle(ref RegisterFile r, in IrOp op, ref uint fpscr)
    {
        uint a = r[op.A], b = r[op.B];
        switch (op.Code)
        {
            case Op.FloatAdd:
                r[op.D] = HostFloat.Add32(a, b, ref fpscr);
                break;
            case Op.FloatSubtract:
                r[op.D] = HostFloat.Sub32(a, b, ref fpscr);
                break;
            case Op.FloatMultiply:
                r[op.D] = HostFloat.Mul32(a, b, ref fpscr);
                break;
            case Op.FloatDivide:
                r[op.D] = HostFloat.Div32(a, b, ref fpscr);
                break;
            case Op.FloatSquareRoot:
                r[op.D] = HostFloat.Sqrt32(a, ref fpscr);
                break;
            case Op.FloatMultiplyAdd:
                r[op.D] = MultiplyAdd32(r[op.C], a, b, op.Imm, ref fpscr);
                break;
            case Op.FloatCompare:
                b = (op.Imm & (uint)FloatCompareFlags.WithZero) != 0 ? 0 : b;
                SetNzcv(ref fpscr, SoftFloat.Compare32(a, b, (op.Imm & (uint)FloatCompareFlags.SignalQuietNaN) != 0, ref fpscr));
                break;
            case Op.FloatWiden:
                SetPair(ref r, op.D, SoftFloat.SingleToDouble(a, ref fpscr));
                break;
            case Op.FloatNarrow:
                r[op.D] = SoftFloat.DoubleToSingle(Pair(ref r, op.A), ref fpscr);
                break;
            case Op.FloatFromHalf:
                r[op.D] = SoftFloat.HalfToSingle(a, ref fpscr);
                break;
            case Op.FloatToHalf:
                r[op.D] = SoftFloat.SingleToHalf(a, ref fpscr);
                break;
            case Op.FloatToFixed:
                r[op.D] = ToFixed32(a, (FixedPoint)op.Imm, ref fpscr);
                break;
            case Op.FloatFromFixed:
                r[op.D] = FromFixed32(a, (FixedPoint)op.Imm, ref fpscr);
                break;
        }
    }

    private static void RunDouble(ref RegisterFile r, in IrOp op, ref uint fpscr)
    {
        var fixedPoint = (FixedPoint)op.Imm;
        switch (op.Code)
        {
            case Op.FloatAdd:
                SetPair(ref r, op.D, HostFloat.Add64(Pair(ref r, op.A), Pair(ref r, op.B), ref fpscr));
                break;
            case Op.FloatSubtract:
                SetPair(ref r, op.D, HostFloat.Sub64(Pair(ref r, op.A), Pair(ref r, op.B), ref fpscr));
                break;
            case Op.FloatMultiply:
                SetPair(ref r, op.D, HostFloat.Mul64(Pair(ref r, op.A), Pair(ref r, op.B), ref fpscr));
                break;
            case Op.FloatDivide:
                SetPair(ref r, op.D, HostFloat.Div64(Pair(ref r, op.A), Pair(ref r, op.B), ref fpscr));
                break;
            case Op.FloatSquareRoot:
                SetPair(ref r, op.D, HostFloat.Sqrt64(Pair(ref r, op.A), ref fpscr));
                break;
            case Op.FloatMultiplyAdd:
                var flags = (MultiplyAddFlags)op.Imm;
                ulong addend = Pair(ref r, op.C) ^ ((flags & MultiplyAddFlags.NegateAddend) != 0 ? DoubleSign : 0);
                ulong factor = Pair(ref r, op.A) ^ ((flags & MultiplyAddFlags.NegateProduct) != 0 ? DoubleSign : 0);
                SetPair(ref r, op.D, HostFloat.MulAdd64(addend, factor, Pair(ref r, op.B), ref fpscr));
                break;
            case Op.FloatCompare:
                ulong b = (op.Imm & (uint)FloatCompareFlags.WithZero) != 0 ? 0 : Pair(ref r, op.B);
                bool signal = (op.Imm & (uint)FloatCompareFlags.SignalQuietNaN) != 0;
                SetNzcv(ref fpscr, SoftFloat.Compare64(Pair(ref r, op.A), b, signal, ref fpscr));
                break;
            case Op.FloatToFixed:
                r[op.D] = SoftFloat.ToFixed64(
                    Pair(ref r, op.A),
                    Width(fixedPoint),
                    (int)(fixedPoint & FixedPoint.FractionBits),
                    (fixedPoint & FixedPoint.Unsigned) != 0,
                    (fixedPoint & FixedPoint.FixedRounding) != 0,
                    ref fpscr);
                break;
            case Op.FloatFromFixed:
                ulong result = SoftFloat.FromFixed64(
                    r[op.A],
                    Width(fixedPoint),
                    (int)(fixedPoint & FixedPoint.FractionBits),
                    (fixedPoint & FixedPoint.Unsigned) != 0,
                    (fixedPoint & FixedPoint.FixedRounding) != 0,
                    ref fpscr);
                SetPair(ref r, op.D, result);
                break;
        }
    }

    private static uint MultiplyAdd32(uint addend, uint a, uint b, uint flags, ref uint fpscr)
    {
        addend ^= (flags & (uint)MultiplyAddFlags.NegateAddend) != 0 ? SingleSign : 0;
        a ^= (flags & (uint)MultiplyAddFlags.NegateProduct) != 0 ? SingleSign : 0;
        return HostFloat.MulAdd32(addend, a, b, ref fpscr);
    }

    private static uint ToFixed32(uint value, FixedPoint form, ref uint fpscr) => SoftFloat.ToFixed32(
        value,
        Width(form),
        (int)(form & FixedPoint.FractionBits),
        (form & FixedPoint.Unsigned) != 0,
        (form & FixedPoint.FixedRounding) != 0,
        ref fpscr);

    private static uint FromFixed32(uint value, FixedPoint form, ref uint fpscr) => SoftFloat.FromFixed32(
        value,
        Width(form),
        (int)(form & FixedPoint.FractionBits),
        (form & FixedPoint.Unsigned) != 0,
        (form & FixedPoint.FixedRounding) != 0,
        ref fpscr);

    private static int Width(FixedPoint form) => (form & FixedPoint.Halfword) != 0 ? 16 : 32;

    private static void SetNzcv(ref uint fpscr, uint nzcv) =>
        fpscr = (fpscr & ~(0xFu << NzcvShift)) | (nzcv << NzcvShift);

    private static ulong Pair(ref RegisterFile r, byte low) => Long(ref r, low, (byte)(low + 1));

    private static void SetPair(ref RegisterFile r, byte low, ulong value)
    {
        r[low] = (uint)value;
        r[low + 1] = (uint)(value >> 32);
    }
}
