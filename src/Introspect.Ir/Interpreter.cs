using System.Numerics;
using System.Runtime.CompilerServices;
using Introspect.Core;

namespace Introspect.Ir;

/// <summary>Why the interpreter came back.</summary>
public enum BlockEnd : byte
{
    /// <summary>An <see cref="Op.EndBlock"/>: the PC slot holds the next instruction.</summary>
    Ended,

    /// <summary>The limit was reached: the next instruction is that of operation <see cref="BlockResult.Index"/>.</summary>
    Cut,

    /// <summary>A port asked to leave: the next instruction is that of operation <see cref="BlockResult.Index"/>.</summary>
    Left,

    /// <summary>An <see cref="Op.Exit"/>; operation <see cref="BlockResult.Index"/> holds its kind and constant.</summary>
    Exit,

    /// <summary>The guest faulted in operation <see cref="BlockResult.Index"/>.</summary>
    Fault,
}

/// <summary>Where and why a block was left.</summary>
public readonly record struct BlockResult(BlockEnd End, int Index);

/// <summary>
/// The meaning of every operation: the oracle that judges the emitters, and the engine that steps single instructions.
/// </summary>
public static partial class Interpreter
{
    /// <summary>
    /// Runs operations from <paramref name="start"/> until the block ends, faults, or reaches operation <paramref name="limit"/>. A port
    /// that asks to leave has its way at the end of the guest instruction, even behind the limit.
    /// </summary>
    public static BlockResult Run<TPort>(ref RegisterFile r, ReadOnlySpan<IrOp> ops, int start, int limit, ref TPort port)
        where TPort : struct, IGuestPort
    {
        int i = start;
        var end = BlockEnd.Cut;
        while (i < limit)
        {
            ref readonly IrOp op = ref ops[i];
            uint b = r[op.B] + op.Imm;
            PortStatus status;
            switch (op.Code)
            {
                case Op.Nop:
                    break;
                case Op.Move:
                    r[op.D] = b;
                    break;
                case Op.Not:
                    r[op.D] = ~b;
                    break;
                case Op.Add:
                    r[op.D] = r[op.A] + b;
                    break;
                case Op.Subtract:
                    r[op.D] = r[op.A] - b;
                    break;
                case Op.AddWithCarry:
                    r[op.D] = r[op.A] + b + r[op.C];
                    break;
                case Op.SubtractWithCarry:
                    r[op.D] = r[op.A] + ~b + r[op.C];
                    break;
                case Op.AddFlags:
                    AddFlags(ref r, op.D, r[op.A], b);
                    break;
                case Op.SubtractFlags:
                    SubtractFlags(ref r, op.D, r[op.A], b);
                    break;
                case Op.AddWithCarryFlags:
                    AddWithCarryFlags(ref r, op.D, r[op.A], b, r[op.C]);
                    break;
                case Op.SubtractWithCarryFlags:
                    AddWithCarryFlags(ref r, op.D, r[op.A], ~b, r[op.C]);
                    break;
                case Op.And:
                    r[op.D] = r[op.A] & b;
                    break;
                case Op.Or:
                    r[op.D] = r[op.A] | b;
                    break;
                case Op.Xor:
                    r[op.D] = r[op.A] ^ b;
                    break;
                case Op.AndNot:
                    r[op.D] = r[op.A] & ~b;
                    break;
                case Op.OrNot:
                    r[op.D] = r[op.A] | ~b;
                    break;
                case Op.SetNZ:
                    SetNZ(ref r, r[op.A]);
                    break;
                case Op.ShiftLeft:
                    r[op.D] = (b & 0xFF) < 32 ? r[op.A] << (int)b : 0;
                    break;
                case Op.ShiftRight:
                    r[op.D] = (b & 0xFF) < 32 ? r[op.A] >> (int)b : 0;
                    break;
                case Op.ShiftRightArithmetic:
                    r[op.D] = (uint)((int)r[op.A] >> (int)Math.Min(b & 0xFF, 31));
                    break;
                case Op.RotateRight:
                    r[op.D] = BitOperations.RotateRight(r[op.A], (int)b);
                    break;
                case Op.ShiftLeftCarry:
                    ShiftLeftCarry(ref r, op.D, r[op.A], b & 0xFF);
                    break;
                case Op.ShiftRightCarry:
                    ShiftRightCarry(ref r, op.D, r[op.A], b & 0xFF);
                    break;
                case Op.ShiftRightArithmeticCarry:
                    ShiftRightArithmeticCarry(ref r, op.D, r[op.A], b & 0xFF);
                    break;
                case Op.RotateRightCarry:
                    RotateRightCarry(ref r, op.D, r[op.A], b & 0xFF);
                    break;
                case Op.RotateRightExtend:
                    r[op.D] = (r[op.A] >> 1) | (r[Slot.C.Index] << 31);
                    break;
                case Op.Multiply:
                    r[op.D] = r[op.A] * b;
                    break;
                case Op.MultiplyLong:
                    SetLong(ref r, op, (ulong)r[op.A] * b);
                    break;
                case Op.MultiplyLongSigned:
                    SetLong(ref r, op, (ulong)((long)(int)r[op.A] * (int)b));
                    break;
                case Op.MultiplyAddLong:
                    SetLong(ref r, op, ((ulong)r[op.A] * b) + Long(ref r, op.D, op.C));
                    break;
                case Op.MultiplyAddLongSigned:
                    SetLong(ref r, op, (ulong)((long)(int)r[op.A] * (int)b) + Long(ref r, op.D, op.C));
                    break;
                case Op.DivideUnsigned:
                    r[op.D] = b == 0 ? 0 : r[op.A] / b;
                    break;
                case Op.DivideSigned:
                    // The quotient of the most negative number and -1 does not fit; ARM gives its low 32 bits.
                    r[op.D] = b == 0 ? 0 : (uint)((long)(int)r[op.A] / (int)b);
                    break;
                case Op.CountLeadingZeros:
                    r[op.D] = (uint)BitOperations.LeadingZeroCount(r[op.A]);
                    break;
                case Op.ReverseBytes:
                    r[op.D] = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(r[op.A]);
                    break;
                case Op.ReverseBytes16:
                    r[op.D] = ((r[op.A] & 0x00FF_00FF) << 8) | ((r[op.A] >> 8) & 0x00FF_00FF);
                    break;
                case Op.ReverseBits:
                    r[op.D] = ReverseBits(r[op.A]);
                    break;
                case Op.SignExtend8:
                    r[op.D] = (uint)(sbyte)b;
                    break;
                case Op.SignExtend16:
                    r[op.D] = (uint)(short)b;
                    break;
                case Op.ExtractUnsigned:
                    r[op.D] = Bits.Extract(r[op.A], (int)(op.Imm & 0xFF), (int)(op.Imm >> 8));
                    break;
                case Op.ExtractSigned:
                    r[op.D] = (uint)Bits.SignExtend(r[op.A] >> (int)(op.Imm & 0xFF), (int)(op.Imm >> 8));
                    break;
                case Op.Insert:
                    r[op.D] = Bits.Insert(r[op.D], (int)(op.Imm & 0xFF), (int)(op.Imm >> 8), r[op.A]);
                    break;
                case Op.SaturateSigned:
                    {
                        int max = (int)((1u << ((int)op.Imm - 1)) - 1);
                        r[op.D] = (uint)Saturate(ref r, (int)r[op.A], ~max, max);
                        break;
                    }

                case Op.SaturateUnsigned:
                    r[op.D] = (uint)Saturate(ref r, (int)r[op.A], 0, (1L << (int)op.Imm) - 1);
                    break;
                case Op.SaturatingAdd:
                    r[op.D] = (uint)Saturate(ref r, (long)(int)r[op.A] + (int)b, int.MinValue, int.MaxValue);
                    break;
                case Op.SaturatingSubtract:
                    r[op.D] = (uint)Saturate(ref r, (long)(int)r[op.A] - (int)b, int.MinValue, int.MaxValue);
                    break;

                case Op.Load8:
                    status = Load8(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.Load16:
                    status = Load16(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.Load32:
                    status = Load32(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.LoadSigned8:
                    status = LoadSigned8(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.LoadSigned16:
                    status = LoadSigned16(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.Load64:
                    status = Load64(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.Store8:
                    status = Store8(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.Store16:
                    status = Store16(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.Store32:
                    status = Store32(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.Store64:
                    status = Store64(ref r, op, r[op.A] + b, ref port);
                    goto reached;

                case Op.StoreExclusive:
                    status = StoreExclusive(ref r, op, r[op.A] + b, ref port);
                    goto reached;
                case Op.ExclusiveStores:
                    r[op.D] = port.ExclusiveStores(r[op.A] + b);
                    break;

                case Op.SkipUnless:
                    if (!Holds(ref r, (Condition)op.Size))
                    {
                        i = (int)op.Imm;
                        continue;
                    }

                    break;
                case Op.SkipIfZero:
                    if (r[op.A] == 0)
                    {
                        i = (int)op.Imm;
                        continue;
                    }

                    break;
                case Op.SkipIfNotZero:
                    if (r[op.A] != 0)
                    {
                        i = (int)op.Imm;
                        continue;
                    }

                    break;
                case Op.Jump:
                    r[Slot.Pc.Index] = b;
                    return new BlockResult(BlockEnd.Ended, i);
                case Op.JumpExchange:
                    r[Slot.Pc.Index] = b & ~1u;
                    r[Slot.ExecutionState.Index] = (r[Slot.ExecutionState.Index] & ~1u) | (b & 1);
                    return new BlockResult(BlockEnd.Ended, i);
                case Op.Fence:
                    Interlocked.MemoryBarrier();
                    break;
                case Op.EndBlock:
                    return new BlockResult(BlockEnd.Ended, i);
                case Op.Exit:
                    return new BlockResult(BlockEnd.Exit, i);
                case Op.Call:
                    status = Call(ref r, op, ref port);
                    goto reached;
                default:
                    RunVector(ref r, op);
                    break;
            }

            i++;
            continue;

        reached:
            if (status == PortStatus.Fault)
            {
                return new BlockResult(BlockEnd.Fault, i);
            }

            if (status == PortStatus.DoneAndLeave)
            {
                limit = EndOfInstruction(ops, i);
                end = BlockEnd.Left;
            }

            i++;
        }

        return new BlockResult(end, i);
    }

    /// <summary>Whether the flags satisfy a condition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(ref RegisterFile r, Condition condition)
    {
        uint held = ((uint)condition >> 1) switch
        {
            0 => r[Slot.Z.Index],
            1 => r[Slot.C.Index],
            2 => r[Slot.N.Index],
            3 => r[Slot.V.Index],
            4 => r[Slot.C.Index] & ~r[Slot.Z.Index],
            5 => (r[Slot.N.Index] ^ r[Slot.V.Index]) ^ 1,
            6 => ((r[Slot.N.Index] ^ r[Slot.V.Index]) | r[Slot.Z.Index]) ^ 1,
            _ => 1,
        };
        return (held & 1) != ((uint)condition & 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int EndOfInstruction(ReadOnlySpan<IrOp> ops, int index)
    {
        int end = index + 1;
        while (end < ops.Length && ops[end].Instruction == ops[index].Instruction)
        {
            end++;
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetNZ(ref RegisterFile r, uint value)
    {
        r[Slot.N.Index] = value >> 31;
        r[Slot.Z.Index] = value == 0 ? 1u : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFlags(ref RegisterFile r, byte d, uint a, uint b)
    {
        uint sum = a + b;
        SetNZ(ref r, sum);
        r[Slot.C.Index] = sum < a ? 1u : 0;
        r[Slot.V.Index] = ((a ^ sum) & (b ^ sum)) >> 31;
        r[d] = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractFlags(ref RegisterFile r, byte d, uint a, uint b)
    {
        uint difference = a - b;
        SetNZ(ref r, difference);
        r[Slot.C.Index] = a >= b ? 1u : 0;
        r[Slot.V.Index] = ((a ^ b) & (a ^ difference)) >> 31;
        r[d] = difference;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWithCarryFlags(ref RegisterFile r, byte d, uint a, uint b, uint carry)
    {
        ulong wide = (ulong)a + b + carry;
        uint sum = (uint)wide;
        SetNZ(ref r, sum);
        r[Slot.C.Index] = (uint)(wide >> 32);
        r[Slot.V.Index] = ((a ^ sum) & (b ^ sum)) >> 31;
        r[d] = sum;
    }

    private static void ShiftLeftCarry(ref RegisterFile r, byte d, uint a, uint amount)
    {
        if (amount != 0)
        {
            r[Slot.C.Index] = amount <= 32 ? (a >> (int)(32 - amount)) & 1 : 0;
            a = amount < 32 ? a << (int)amount : 0;
        }

        r[d] = a;
    }

    private static void ShiftRightCarry(ref RegisterFile r, byte d, uint a, uint amount)
    {
        if (amount != 0)
        {
            r[Slot.C.Index] = amount <= 32 ? (a >> (int)(amount - 1)) & 1 : 0;
            a = amount < 32 ? a >> (int)amount : 0;
        }

        r[d] = a;
    }

    private static void ShiftRightArithmeticCarry(ref RegisterFile r, byte d, uint a, uint amount)
    {
        if (amount != 0)
        {
            amount = Math.Min(amount, 32);
            r[Slot.C.Index] = (uint)((int)a >> (int)(amount - 1)) & 1;
            a = (uint)((int)a >> (int)Math.Min(amount, 31));
        }

        r[d] = a;
    }

    private static void RotateRightCarry(ref RegisterFile r, byte d, uint a, uint amount)
    {
        if (amount != 0)
        {
            a = BitOperations.RotateRight(a, (int)amount);
            r[Slot.C.Index] = a >> 31;
        }

        r[d] = a;
    }

    private static uint ReverseBits(uint value)
    {
        value = ((value >> 1) & 0x5555_5555) | ((value & 0x5555_5555) << 1);
        value = ((value >> 2) & 0x3333_3333) | ((value & 0x3333_3333) << 2);
        value = ((value >> 4) & 0x0F0F_0F0F) | ((value & 0x0F0F_0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
    }

    private static long Saturate(ref RegisterFile r, long value, long min, long max)
    {
        long clamped = Math.Clamp(value, min, max);
        if (clamped != value)
        {
            r[Slot.Q.Index] = 1;
        }

        return clamped;
    }

    private static ulong Long(ref RegisterFile r, byte low, byte high) => ((ulong)r[high] << 32) | r[low];

    private static void SetLong(ref RegisterFile r, in IrOp op, ulong value)
    {
        r[op.D] = (uint)value;
        r[op.C] = (uint)(value >> 32);
    }
}
