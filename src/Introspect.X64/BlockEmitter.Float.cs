using System.Runtime.Intrinsics.X86;
using Introspect.Ir;
using Introspect.Ir.FloatingPoint;

namespace Introspect.X64;

/// <content>
/// Scalar floating point. The host computes, and its result stands as <see cref="HostFloat"/> says: rounding is to nearest, nothing is flushed
/// to zero, the inexact flag is set already, and the result lies between the smallest normal number and infinity. All else goes the slow way.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private const byte PrefixDouble = 0xF2, PrefixSingle = 0xF3;
    private const byte OpcodeLoad = 0x10, OpcodeStore = 0x11, OpcodeSquareRoot = 0x51, OpcodeAdd = 0x58, OpcodeMultiply = 0x59;
    private const byte OpcodeSubtract = 0x5C, OpcodeDivide = 0x5E, OpcodeMultiplyAdd = 0xB9;
    private const uint NzcvMask = 0xF000_0000, Less = 0x8000_0000, Equal = 0x6000_0000, Greater = 0x2000_0000;

    // What FPSCR must say for the host to round as the guest does, and for nobody to miss a flag.
    private const uint Modes = FloatStatus.RoundingMask | FloatStatus.FlushToZero;
    private const uint MinNormalSingle = 1u << 23, InfinitySingle = 0xFFu << 23;
    private const ulong MinNormalDouble = 1ul << 52, InfinityDouble = 0x7FFul << 52;

    private static MemoryOperand FloatStatusHome => PinnedRegisters.Home(Slot.FloatStatus.Index);

    /// <summary>False for operations that always go the slow way.</summary>
    private bool TryEmitFloat(in IrOp op)
    {
        switch (op.Code)
        {
            case Op.FloatAdd:
                EmitFloatArithmetic(op, OpcodeAdd);
                return true;
            case Op.FloatSubtract:
                EmitFloatArithmetic(op, OpcodeSubtract);
                return true;
            case Op.FloatMultiply:
                EmitFloatArithmetic(op, OpcodeMultiply);
                return true;
            case Op.FloatDivide:
                EmitFloatArithmetic(op, OpcodeDivide);
                return true;
            case Op.FloatSquareRoot:
                EmitFloatArithmetic(op, OpcodeSquareRoot);
                return true;
            case Op.FloatMultiplyAdd when Fma.IsSupported:
                EmitFloatArithmetic(op, OpcodeMultiplyAdd);
                return true;
            case Op.FloatCompare:
                EmitFloatCompare(op);
                return true;
            case Op.FloatFromFixed when (op.Imm & ~(uint)(FixedPoint.Unsigned | FixedPoint.FixedRounding)) == 0 && IsDouble(op):
                EmitFloatFromInteger(op);
                return true;
            case Op.FloatToFixed when (op.Imm & ~(uint)FixedPoint.Unsigned) == (uint)FixedPoint.FixedRounding:
                EmitFloatToInteger(op);
                return true;
            default:
                return false;
        }
    }

    private static bool IsDouble(in IrOp op) => (FloatShape)op.Size == FloatShape.Double;

    private static byte Prefix(in IrOp op) => IsDouble(op) ? PrefixDouble : PrefixSingle;

    private void EmitFloatArithmetic(in IrOp op, byte opcode)
    {
        SpillTemporary();
        byte prefix = Prefix(op);
        nint otherModes = RequireStatus(Modes | FloatStatus.Inexact, FloatStatus.Inexact);
        if (opcode == OpcodeMultiplyAdd)
        {
            var flags = (MultiplyAddFlags)op.Imm;
            _code.Scalar(prefix, OpcodeLoad, 0, PinnedRegisters.Home(op.C));
            _code.Scalar(prefix, OpcodeLoad, 1, PinnedRegisters.Home(op.A));
            opcode += (byte)(((flags & MultiplyAddFlags.NegateAddend) != 0 ? 2 : 0) + ((flags & MultiplyAddFlags.NegateProduct) != 0 ? 4 : 0));
            _code.FusedMultiplyAdd(opcode, IsDouble(op), 0, 1, PinnedRegisters.Home(op.B));
        }
        else if (opcode == OpcodeSquareRoot)
        {
            _code.Scalar(prefix, opcode, 0, PinnedRegisters.Home(op.A));
        }
        else
        {
            _code.Scalar(prefix, OpcodeLoad, 0, PinnedRegisters.Home(op.A));
            _code.Scalar(prefix, opcode, 0, PinnedRegisters.Home(op.B));
        }

        nint outOfRange = RequireNormal(op);
        StoreFloat(op);
        AddSlowPath(otherModes, NoTemporary, NoTemporary);
        AddSlowPath(outOfRange, NoTemporary, NoTemporary);
    }

    // The magnitude of the result in XMM0 is above the smallest normal number and below infinity: its distance from there is in range.
    private nint RequireNormal(in IrOp op)
    {
        bool isDouble = IsDouble(op);
        _code.FromVector(Host.Rax, 0, isDouble);
        if (isDouble)
        {
            _code.Arithmetic64(Alu.Add, Host.Rax, Host.Rax);
            _code.MoveConstant64(Host.Rcx, unchecked(0 - ((MinNormalDouble + 1) << 1)));
            _code.Arithmetic64(Alu.Add, Host.Rax, Host.Rcx);
            _code.MoveConstant64(Host.Rcx, (InfinityDouble - MinNormalDouble - 1) << 1);
            _code.Arithmetic64(Alu.Cmp, Host.Rax, Host.Rcx);
        }
        else
        {
            _code.Arithmetic(Alu.Add, Host.Rax, Host.Rax);
            _code.Arithmetic(Alu.Sub, Host.Rax, (MinNormalSingle + 1) << 1);
            _code.Arithmetic(Alu.Cmp, Host.Rax, (InfinitySingle - MinNormalSingle - 1) << 1);
        }

        return (nint)_code.JumpIf(HostCondition.AboveOrEqual);
    }

    private nint RequireStatus(uint mask, uint value)
    {
        _code.Load(Host.Rax, FloatStatusHome);
        _code.Arithmetic(Alu.And, Host.Rax, mask);
        if (value != 0)
        {
            _code.Arithmetic(Alu.Cmp, Host.Rax, value);
        }

        return (nint)_code.JumpIf(HostCondition.NotEqual);
    }

    private void StoreFloat(in IrOp op)
    {
        _code.Scalar(Prefix(op), OpcodeStore, 0, PinnedRegisters.Home(op.D));
        if (_temporary == op.D || _temporary == op.D + 1)
        {
            ForgetTemporary();
        }
    }

    // A NaN, or numbers that might be flushed to zero, go the slow way; no other comparison sets a cumulative flag.
    private void EmitFloatCompare(in IrOp op)
    {
        SpillTemporary();
        nint flushes = RequireStatus(FloatStatus.FlushToZero, 0);
        if ((op.Imm & (uint)FloatCompareFlags.WithZero) != 0)
        {
            _code.Move(Host.Rax, 0u);
            _code.FromInteger(Prefix(op), 0, Host.Rax);

            // The other way round: the operand in memory is the first one.
            _code.Compare(IsDouble(op), 0, PinnedRegisters.Home(op.A));
        }
        else
        {
            _code.Scalar(Prefix(op), OpcodeLoad, 0, PinnedRegisters.Home(op.B));
            _code.Compare(IsDouble(op), 0, PinnedRegisters.Home(op.A));
        }

        // XMM0 is the second operand: it is above when the first is less.
        nint unordered = (nint)_code.JumpIf(HostCondition.Parity);
        _code.Move(Host.Rax, Equal);
        _code.Move(Host.Rcx, Less);
        _code.MoveIf(HostCondition.Above, Host.Rax, Host.Rcx);
        _code.Move(Host.Rcx, Greater);
        _code.MoveIf(HostCondition.Below, Host.Rax, Host.Rcx);
        _code.Load(Host.Rcx, FloatStatusHome);
        _code.Arithmetic(Alu.And, Host.Rcx, ~NzcvMask);
        _code.Arithmetic(Alu.Or, Host.Rax, Host.Rcx);
        _code.Store(FloatStatusHome, Host.Rax);
        AddSlowPath(flushes, NoTemporary, NoTemporary);
        AddSlowPath(unordered, NoTemporary, NoTemporary);
    }

    // A word always has an exact double.
    private void EmitFloatFromInteger(in IrOp op)
    {
        Host word = Read(op.A, Host.Rcx);
        if ((op.Imm & (uint)FixedPoint.Unsigned) != 0)
        {
            _code.Move(Host.Rax, word);
        }
        else
        {
            _code.SignExtend64(Host.Rax, word);
        }

        SpillTemporary();
        _code.FromInteger(PrefixDouble, 0, Host.Rax);
        StoreFloat(op);
    }

    // Towards zero; a result that does not fit saturates the slow way, and one that is rounded must find the inexact flag set.
    private void EmitFloatToInteger(in IrOp op)
    {
        SpillTemporary();
        nint otherModes = RequireStatus(FloatStatus.FlushToZero | FloatStatus.Inexact, FloatStatus.Inexact);
        _code.Scalar(Prefix(op), OpcodeLoad, 0, PinnedRegisters.Home(op.A));
        _code.ToInteger(Prefix(op), Host.Rax, 0);
        if ((op.Imm & (uint)FixedPoint.Unsigned) != 0)
        {
            _code.Move(Host.Rcx, Host.Rax);
        }
        else
        {
            _code.SignExtend64(Host.Rcx, Host.Rax);
        }

        _code.Arithmetic64(Alu.Cmp, Host.Rcx, Host.Rax);
        nint saturates = (nint)_code.JumpIf(HostCondition.NotEqual);
        Write(op.D, Host.Rax);
        AddSlowPath(otherModes, NoTemporary, _temporary == op.D ? op.D : NoTemporary);
        AddSlowPath(saturates, NoTemporary, _temporary == op.D ? op.D : NoTemporary);
    }
}
