namespace Introspect.Ir;

/// <content>Vectors whose elements change places.</content>
public static partial class Interpreter
{
    private static void RunPermutation(ref RegisterFile r, in IrOp op)
    {
        var shape = (VectorShape)op.Size;
        switch (op.Code)
        {
            case Op.VectorReverse:
                Reverse(ref r, op, shape);
                break;
            case Op.VectorExtract:
                ExtractBytes(ref r, op, shape);
                break;
            case Op.VectorTable:
                LookUp(ref r, op);
                break;
            default:
                Exchange(ref r, op, shape);
                break;
        }
    }

    private static void Reverse(ref RegisterFile r, in IrOp op, VectorShape shape)
    {
        VectorValue a = VectorValue.Read(ref r, op.A, shape.Bytes());
        VectorValue result = default;
        int bits = shape.ElementBits();
        int lastOfGroup = ((8 << (int)op.Imm) / bits) - 1;
        for (int i = 0; i < shape.Lanes(); i++)
        {
            result.SetLane(i ^ lastOfGroup, bits, a.Lane(i, bits));
        }

        result.Write(ref r, op.D, shape.Bytes());
    }

    private static void ExtractBytes(ref RegisterFile r, in IrOp op, VectorShape shape)
    {
        int bytes = shape.Bytes();
        VectorValue a = VectorValue.Read(ref r, op.A, bytes);
        VectorValue b = VectorValue.Read(ref r, op.B, bytes);
        VectorValue result = default;
        for (int i = 0; i < bytes; i++)
        {
            int from = i + (int)op.Imm;
            result.SetLane(i, 8, from < bytes ? a.Lane(from, 8) : b.Lane(from - bytes, 8));
        }

        result.Write(ref r, op.D, bytes);
    }

    private static void LookUp(ref RegisterFile r, in IrOp op)
    {
        VectorValue indexes = VectorValue.Read(ref r, op.B, 8);
        VectorValue result = op.C == Slot.None.Index ? default : VectorValue.Read(ref r, op.C, 8);
        for (int i = 0; i < 8; i++)
        {
            uint index = (uint)indexes.Lane(i, 8);
            if (index < op.Imm)
            {
                result.SetLane(i, 8, r[op.A + (int)(index / 4)] >> (int)(8 * (index % 4)));
            }
        }

        result.Write(ref r, op.D, 8);
    }

    private static void Exchange(ref RegisterFile r, in IrOp op, VectorShape shape)
    {
        int bytes = shape.Bytes(), bits = shape.ElementBits(), lanes = shape.Lanes();
        VectorValue d = VectorValue.Read(ref r, op.D, bytes);
        VectorValue a = VectorValue.Read(ref r, op.A, bytes);
        VectorValue newD = default, newA = default;
        for (int i = 0; i < lanes; i++)
        {
            // Which lane of d:a goes to lane i of d, and which to lane i of a.
            (int toD, int toA) = op.Code switch
            {
                Op.VectorTranspose => (i & 1) == 0 ? (i, i + 1) : (lanes + i - 1, lanes + i),
                Op.VectorZip => ((i / 2) + ((i & 1) * lanes), ((lanes + i) / 2) + ((i & 1) * lanes)),
                Op.VectorUnzip => (2 * i, (2 * i) + 1),
                _ => (lanes + i, i),
            };
            newD.SetLane(i, bits, toD < lanes ? d.Lane(toD, bits) : a.Lane(toD - lanes, bits));
            newA.SetLane(i, bits, toA < lanes ? d.Lane(toA, bits) : a.Lane(toA - lanes, bits));
        }

        newA.Write(ref r, op.A, bytes);
        newD.Write(ref r, op.D, bytes);
    }
}
