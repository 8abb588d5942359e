using System.Runtime.Intrinsics.X86;
using Introspect.Ir;
using Introspect.Ir.FloatingPoint;

namespace Introspect.X64;

/// <content>
/// Vectors. Lanes of integers go through SSE4 where it has the operation; what saturates, rounds or halves goes the slow way. Single
/// precision stands under the conditions of <see cref="HostFloat"/>, for all lanes at once.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private const int MaxWordsMoved = 8;
    private const ushort Pand = 0xDB, Pandn = 0xDF, Por = 0xEB, Pxor = 0xEF, Pcmpeqd = 0x76, Pcmpgtd = 0x66, Movdqa = 0x6F;
    private const ushort NoOpcode = 0;
    private const byte ShiftLogicalRight = 2, ShiftArithmeticRight = 4, ShiftLeft = 6;

    // Opcodes for lanes of 8, 16, 32 and 64 bits.
    private static ReadOnlySpan<ushort> AddLanes => [0xFC, 0xFD, 0xFE, 0xD4];

    private static ReadOnlySpan<ushort> SubtractLanes => [0xF8, 0xF9, 0xFA, 0xFB];

    private static ReadOnlySpan<ushort> MultiplyLanes => [NoOpcode, 0xD5, 0x3840, NoOpcode];

    private static ReadOnlySpan<ushort> MaximumUnsigned => [0xDE, 0x383E, 0x383F, NoOpcode];

    private static ReadOnlySpan<ushort> MaximumSigned => [0x383C, 0xEE, 0x383D, NoOpcode];

    private static ReadOnlySpan<ushort> MinimumUnsigned => [0xDA, 0x383A, 0x383B, NoOpcode];

    private static ReadOnlySpan<ushort> MinimumSigned => [0x3838, 0xEA, 0x3839, NoOpcode];

    private static ReadOnlySpan<ushort> EqualLanes => [0x74, 0x75, 0x76, 0x3829];

    private static ReadOnlySpan<ushort> GreaterSigned => [0x64, 0x65, 0x66, NoOpcode];

    private static ReadOnlySpan<ushort> AbsoluteLanes => [0x381C, 0x381D, 0x381E, NoOpcode];

    /// <summary>False for operations that always go the slow way.</summary>
    private bool TryEmitVector(in IrOp op)
    {
        if (op.Code == Op.VectorMove)
        {
            return op.Imm <= MaxWordsMoved && EmitVectorMove(op);
        }

        var shape = (VectorShape)op.Size;
        if (!Sse41.IsSupported || op.Code < Op.VectorDuplicate)
        {
            return false;
        }

        return (shape & (VectorShape.Saturating | VectorShape.Rounding | VectorShape.Halving | VectorShape.Float)) switch
        {
            0 => TryEmitIntegers(op, shape),
            VectorShape.Float => TryEmitSingles(op, shape),
            _ => false,
        };
    }

    private bool TryEmitIntegers(in IrOp op, VectorShape shape)
    {
        int log2 = (int)(shape & VectorShape.Lanes64);
        bool isUnsigned = (shape & VectorShape.Unsigned) != 0;
        return op.Code switch
        {
            Op.VectorDuplicate => log2 < 3 && EmitDuplicate(op, shape, log2),
            Op.VectorNot => EmitInverted(op, shape, NoOpcode),
            Op.VectorAnd => EmitLanes(op, shape, Pand),
            Op.VectorOr => EmitLanes(op, shape, Por),
            Op.VectorXor => EmitLanes(op, shape, Pxor),
            Op.VectorAndNot => EmitInverted(op, shape, Pand),
            Op.VectorOrNot => EmitInverted(op, shape, Por),
            Op.VectorSelect => EmitSelect(op, shape),
            Op.VectorAdd => EmitLanes(op, shape, AddLanes[log2]),
            Op.VectorSubtract => EmitLanes(op, shape, SubtractLanes[log2]),
            Op.VectorMultiply => EmitLanes(op, shape, MultiplyLanes[log2]),
            Op.VectorMaximum => EmitLanes(op, shape, isUnsigned ? MaximumUnsigned[log2] : MaximumSigned[log2]),
            Op.VectorMinimum => EmitLanes(op, shape, isUnsigned ? MinimumUnsigned[log2] : MinimumSigned[log2]),
            Op.VectorEqual => EmitLanes(op, shape, EqualLanes[log2]),
            Op.VectorGreater => !isUnsigned && EmitLanes(op, shape, GreaterSigned[log2]),
            Op.VectorAbsoluteDifference => log2 < 3 && EmitAbsoluteDifference(op, shape, log2, isUnsigned),
            Op.VectorAbsolute => !isUnsigned && log2 < 3 && EmitAbsolute(op, shape, log2),
            Op.VectorShiftLeft => log2 > 0 && op.Imm <= 64 && EmitVectorShift(op, shape, log2, ShiftLeft),
            Op.VectorShiftRight when isUnsigned => EmitVectorShift(op, shape, log2, ShiftLogicalRight),
            Op.VectorShiftRight => log2 is 1 or 2 && EmitVectorShift(op, shape, log2, ShiftArithmeticRight),
            _ => false,
        };
    }

    // Two halves, each as it may just have been stored: a load of 128 bits would wait for two stores of 64.
    private void LoadVector(int xmm, byte slot, VectorShape shape)
    {
        _code.LoadVectorLow(xmm, PinnedRegisters.Home(slot));
        if ((shape & VectorShape.Quad) != 0)
        {
            _code.LoadVectorHigh(xmm, PinnedRegisters.Home(slot + 2));
        }
    }

    private bool StoreVector(in IrOp op, int xmm, VectorShape shape)
    {
        _code.StoreVector(PinnedRegisters.Home(op.D), xmm, (shape & VectorShape.Quad) != 0);
        ForgetTemporaryWithin(op.D, shape.Bytes() / sizeof(uint));
        return true;
    }

    private void ForgetTemporaryWithin(int first, int words)
    {
        if (_temporary >= first && _temporary < first + words)
        {
            ForgetTemporary();
        }
    }

    private bool EmitLanes(in IrOp op, VectorShape shape, ushort opcode)
    {
        if (opcode == NoOpcode)
        {
            return false;
        }

        SpillTemporary();
        LoadVector(0, op.A, shape);
        LoadVector(1, op.B, shape);
        _code.Vector(opcode, 0, 1);
        return StoreVector(op, 0, shape);
    }

    // a op ~b, or ~a without an operation.
    private bool EmitInverted(in IrOp op, VectorShape shape, ushort opcode)
    {
        SpillTemporary();
        _code.Vector(Pcmpeqd, 0, 0);
        LoadVector(1, opcode == NoOpcode ? op.A : op.B, shape);
        _code.Vector(Pxor, 0, 1);
        if (opcode != NoOpcode)
        {
            LoadVector(1, op.A, shape);
            _code.Vector(opcode, 0, 1);
        }

        return StoreVector(op, 0, shape);
    }

    private bool EmitSelect(in IrOp op, VectorShape shape)
    {
        SpillTemporary();
        LoadVector(0, op.A, shape);
        LoadVector(1, op.B, shape);
        LoadVector(2, op.C, shape);
        _code.Vector(Pxor, 0, 1);
        _code.Vector(Pand, 0, 2);
        _code.Vector(Pxor, 0, 1);
        return StoreVector(op, 0, shape);
    }

    private bool EmitAbsoluteDifference(in IrOp op, VectorShape shape, int log2, bool isUnsigned)
    {
        SpillTemporary();
        LoadVector(0, op.A, shape);
        LoadVector(1, op.B, shape);
        _code.Vector(Movdqa, 2, 0);
        _code.Vector(isUnsigned ? MaximumUnsigned[log2] : MaximumSigned[log2], 0, 1);
        _code.Vector(isUnsigned ? MinimumUnsigned[log2] : MinimumSigned[log2], 2, 1);
        _code.Vector(SubtractLanes[log2], 0, 2);
        return StoreVector(op, 0, shape);
    }

    private bool EmitAbsolute(in IrOp op, VectorShape shape, int log2)
    {
        SpillTemporary();
        LoadVector(1, op.A, shape);
        _code.Vector(AbsoluteLanes[log2], 0, 1);
        return StoreVector(op, 0, shape);
    }

    // Lanes of 8 bits are shifted as halves of 16, and lose what came from their neighbour.
    private bool EmitVectorShift(in IrOp op, VectorShape shape, int log2, byte operation)
    {
        SpillTemporary();
        LoadVector(0, op.A, shape);
        _code.VectorShift((byte)(0x70 + Math.Max(log2, 1)), operation, 0, (byte)op.Imm);
        if (log2 == 0)
        {
            _code.Move(Host.Rax, (0xFFu >> (int)Math.Min(op.Imm, 8)) * 0x0101_0101);
            _code.Broadcast(1, Host.Rax);
            _code.Vector(Pand, 0, 1);
        }

        return StoreVector(op, 0, shape);
    }

    private bool EmitDuplicate(in IrOp op, VectorShape shape, int log2)
    {
        SpillTemporary();
        Host value = ReadB(op, Host.Rax);
        if (log2 < 2)
        {
            _code.Extend(log2 == 0 ? ZeroExtend8 : ZeroExtend16, Host.Rax, value);
            _code.Move(Host.Rcx, log2 == 0 ? 0x0101_0101u : 0x0001_0001u);
            _code.Multiply(Host.Rax, Host.Rcx);
            value = Host.Rax;
        }

        _code.Broadcast(0, value);
        return StoreVector(op, 0, shape);
    }

    private bool TryEmitSingles(in IrOp op, VectorShape shape)
    {
        byte opcode = op.Code switch
        {
            Op.VectorAdd => OpcodeAdd,
            Op.VectorSubtract => OpcodeSubtract,
            Op.VectorMultiply => OpcodeMultiply,
            _ => 0,
        };
        if (opcode == 0)
        {
            return false;
        }

        SpillTemporary();
        nint exact = RequireStatus(FloatStatus.Inexact, FloatStatus.Inexact);
        LoadVector(0, op.A, shape);
        LoadVector(1, op.B, shape);
        MarkFlushed(mark: 5, operand: 0);
        MarkFlushed(mark: 2, operand: 1);
        _code.Vector(Por, 5, 2);
        _code.VectorSingle(opcode, 0, 1);
        MarkNotNormal(2);
        _code.Vector(Por, 5, 2);
        _code.SignMask(Host.Rax, 5);
        _code.Test(Host.Rax, (shape & VectorShape.Quad) != 0 ? 15u : 3u);
        nint doubtful = (nint)_code.JumpIf(HostCondition.NotEqual);
        StoreVector(op, 0, shape);
        AddSlowPath(exact, NoTemporary, NoTemporary);
        AddSlowPath(doubtful, NoTemporary, NoTemporary);
        return true;
    }

    // All ones in lanes of an operand that would be flushed to zero: magnitude below the smallest normal number, but not zero.
    private void MarkFlushed(int mark, int operand)
    {
        Magnitude(4, operand);
        MinNormal(mark);
        _code.Vector(Pcmpgtd, mark, 4);
        _code.Vector(Pxor, 3, 3);
        _code.Vector(Pcmpeqd, 3, 4);
        _code.Vector(Pandn, 3, mark);
        _code.Vector(Movdqa, mark, 3);
    }

    // All ones in lanes of XMM0 that are not above the smallest normal number and below infinity.
    private void MarkNotNormal(int mark)
    {
        Magnitude(4, 0);
        _code.Vector(Movdqa, mark, 4);
        MinNormal(3);
        _code.Vector(Pcmpgtd, mark, 3);
        _code.Vector(Pcmpeqd, 3, 3);
        _code.VectorShift(0x72, ShiftLogicalRight, 3, 24);
        _code.VectorShift(0x72, ShiftLeft, 3, 23);
        _code.Vector(Pcmpgtd, 3, 4);
        _code.Vector(Pand, mark, 3);
        _code.Vector(Pcmpeqd, 3, 3);
        _code.Vector(Pxor, mark, 3);
    }

    private void Magnitude(int d, int a)
    {
        _code.Vector(Pcmpeqd, d, d);
        _code.VectorShift(0x72, ShiftLogicalRight, d, 1);
        _code.Vector(Pand, d, a);
    }

    private void MinNormal(int d)
    {
        _code.Vector(Pcmpeqd, d, d);
        _code.VectorShift(0x72, ShiftLogicalRight, d, 31);
        _code.VectorShift(0x72, ShiftLeft, d, 23);
    }

    private bool EmitVectorMove(in IrOp op)
    {
        SpillTemporary();
        int words = (int)op.Imm;
        for (int i = 0; i < words; i += 2)
        {
            if (i + 1 < words)
            {
                _code.Load64(Host.Rax, PinnedRegisters.Home(op.A + i));
                _code.Store64(PinnedRegisters.Home(op.D + i), Host.Rax);
            }
            else
            {
                _code.Load(Host.Rax, PinnedRegisters.Home(op.A + i));
                _code.Store(PinnedRegisters.Home(op.D + i), Host.Rax);
            }
        }

        ForgetTemporaryWithin(op.D, words);
        return true;
    }
}
