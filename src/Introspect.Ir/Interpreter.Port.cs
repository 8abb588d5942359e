using System.Runtime.CompilerServices;

namespace Introspect.Ir;

/// <content>The operations that reach beyond the register file: loads, stores and helpers.</content>
public static partial class Interpreter
{
    /// <summary>True for a load or a store.</summary>
    public static bool IsAccess(Op code) => code is >= Op.Load8 and <= Op.Store64;

    /// <summary>
    /// Runs a single operation as <see cref="Run"/> does with a limit behind it, but a call without what the loop costs.
    /// </summary>
    public static BlockResult RunOne<TPort>(ref RegisterFile r, ReadOnlySpan<IrOp> ops, int index, ref TPort port)
        where TPort : struct, IGuestPort
    {
        ref readonly IrOp op = ref ops[index];
        return op.Code == Op.Call
            ? GoOn(ref r, ops, index, Call(ref r, op, ref port), ref port)
            : Run(ref r, ops, index, index + 1, ref port);
    }

    /// <summary>What <see cref="Run"/> does behind an operation that a port has answered: when that asks to leave, the rest of the guest instruction.</summary>
    public static BlockResult GoOn<TPort>(ref RegisterFile r, ReadOnlySpan<IrOp> ops, int index, PortStatus status, ref TPort port)
        where TPort : struct, IGuestPort
    {
        if (status != PortStatus.DoneAndLeave)
        {
            return status == PortStatus.Done ? new BlockResult(BlockEnd.Cut, index + 1) : new BlockResult(BlockEnd.Fault, index);
        }

        BlockResult rest = Run(ref r, ops, index + 1, EndOfInstruction(ops, index), ref port);
        return rest.End == BlockEnd.Cut ? rest with { End = BlockEnd.Left } : rest;
    }

    /// <summary>Runs a single load or store. It sees no flags.</summary>
    public static PortStatus RunAccess<TPort>(ref RegisterFile r, in IrOp op, ref TPort port)
        where TPort : struct, IGuestPort
    {
        uint address = r[op.A] + r[op.B] + op.Imm;
        return op.Code switch
        {
            Op.Load8 => Load8(ref r, op, address, ref port),
            Op.Load16 => Load16(ref r, op, address, ref port),
            Op.Load32 => Load32(ref r, op, address, ref port),
            Op.LoadSigned8 => LoadSigned8(ref r, op, address, ref port),
            Op.LoadSigned16 => LoadSigned16(ref r, op, address, ref port),
            Op.Load64 => Load64(ref r, op, address, ref port),
            Op.Store8 => Store8(ref r, op, address, ref port),
            Op.Store16 => Store16(ref r, op, address, ref port),
            Op.Store32 => Store32(ref r, op, address, ref port),
            _ => Store64(ref r, op, address, ref port),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Load8<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort =>
        Keep(ref r, op, port.Load8(address, (MemoryFlags)op.Size, op.Instruction, out uint value), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Load16<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort =>
        Keep(ref r, op, port.Load16(address, (MemoryFlags)op.Size, op.Instruction, out uint value), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Load32<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort =>
        Keep(ref r, op, port.Load32(address, (MemoryFlags)op.Size, op.Instruction, out uint value), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus LoadSigned8<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort =>
        Keep(ref r, op, port.Load8(address, (MemoryFlags)op.Size, op.Instruction, out uint value), (uint)(sbyte)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus LoadSigned16<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort =>
        Keep(ref r, op, port.Load16(address, (MemoryFlags)op.Size, op.Instruction, out uint value), (uint)(short)value);

    // What was loaded reaches the register unless the guest faulted.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Keep(ref RegisterFile r, in IrOp op, PortStatus status, uint value)
    {
        if (status != PortStatus.Fault)
        {
            r[op.D] = value;
        }

        return status;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Load64<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort
    {
        PortStatus status = port.Load64(address, (MemoryFlags)op.Size, op.Instruction, out ulong value);
        if (status != PortStatus.Fault)
        {
            SetLong(ref r, op, value);
        }

        return status;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Store8<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort =>
        port.Store8(address, (MemoryFlags)op.Size, op.Instruction, r[op.C]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Store16<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort =>
        port.Store16(address, (MemoryFlags)op.Size, op.Instruction, r[op.C]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Store32<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort =>
        port.Store32(address, (MemoryFlags)op.Size, op.Instruction, r[op.C]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Store64<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort =>
        port.Store64(address, (MemoryFlags)op.Size, op.Instruction, Long(ref r, op.C, op.D));

    private static PortStatus StoreExclusive<TPort>(ref RegisterFile r, in IrOp op, uint address, ref TPort port)
        where TPort : struct, IGuestPort
    {
        ulong value = op.Size == 8 ? Long(ref r, op.C, new Slot(op.C).Next.Index) : r[op.C];
        PortStatus status = port.StoreExclusive(address, op.Size, ExclusiveMark.Of(ref r), value, op.Instruction, out uint failed);
        if (status != PortStatus.Fault)
        {
            r[Slot.ExclusiveBytes.Index] = 0;
            r[op.D] = failed;
        }

        return status;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PortStatus Call<TPort>(ref RegisterFile r, in IrOp op, ref TPort port)
        where TPort : struct, IGuestPort
    {
        PortStatus status = port.Call((int)op.Imm, r[op.A], r[op.B], r[op.C], op.Instruction, out uint result);
        if (status != PortStatus.Fault)
        {
            r[op.D] = result;
        }

        return status;
    }
}
