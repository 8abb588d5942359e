using System.Runtime.CompilerServices;

namespace Introspect.Ir;

/// <content>Vectors, and the way to all operations that the first switch does not name.</content>
public static partial class Interpreter
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunVector(ref RegisterFile r, in IrOp op)
    {
        switch (op.Code)
        {
            case Op.VectorMove:
                for (int i = 0; i < (int)op.Imm; i++)
                {
                    r[op.D + i] = r[op.A + i];
                }

                break;
            default:
                RunFloat(ref r, op);
                break;
        }
    }
}
