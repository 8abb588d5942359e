using CsCheck;
using Introspect.Ir;
using Introspect.Ir.Passes;

namespace Introspect.X64.Tests;

/// <summary>The host's code of a block does what the interpreter does.</summary>
public sealed class BlockEmitterTests
{
    private const int Cases = 10_000;
    private const uint Next = NativeRun.BlockAddress + 4;

    private static readonly Op[] s_operations =
    [
        .. Enum.GetValues<Op>().Where(op => op is > Op.Nop and < Op.SkipUnless and not (Op.Fence or Op.SaturateSigned or Op.SaturateUnsigned)),
        Op.VectorAdd, Op.VectorMove, Op.Call,
    ];

    private static readonly Op[] s_floats =
    [
        Op.FloatAdd, Op.FloatSubtract, Op.FloatMultiply, Op.FloatDivide, Op.FloatSquareRoot, Op.FloatMultiplyAdd, Op.FloatCompare,
        Op.FloatToFixed, Op.FloatFromFixed, Op.VectorMove,
    ];

    private static readonly Op[] s_vectors =
    [
        Op.VectorDuplicate, Op.VectorNot, Op.VectorAnd, Op.VectorOr, Op.VectorXor, Op.VectorAndNot, Op.VectorOrNot, Op.VectorSelect, Op.VectorAdd,
        Op.VectorSubtract, Op.VectorMultiply, Op.VectorAbsoluteDifference, Op.VectorMaximum, Op.VectorMinimum, Op.VectorAbsolute, Op.VectorNegate,
        Op.VectorEqual, Op.VectorGreater, Op.VectorGreaterOrEqual, Op.VectorTest, Op.VectorShiftLeft, Op.VectorShiftRight,
    ];

    private static readonly Gen<byte> s_vector = Gen.OneOf<byte>(64, 68, 132, 136);

    private static readonly Gen<IrOp> s_vectorOperation =
        from code in Gen.OneOf(s_vectors)
        from d in s_vector
        from a in s_vector
        from b in s_vector
        from c in s_vector
        from shape in Gen.Byte[0, 15]
        from isFloat in Gen.Bool
        from amount in Gen.UInt[0, 63]
        select VectorOperation(code, d, a, b, c, (VectorShape)shape, isFloat, amount);

    private static readonly Gen<byte> s_float = Gen.OneOf<byte>(64, 66, 68, 70, 132, 134);

    // Zeros, the smallest denormal and normal numbers, one and its neighbour, the largest number, infinity, NaNs; and all between.
    private static readonly Gen<double> s_number = Gen.OneOf(
        Gen.OneOf(0.0, -0.0, double.Epsilon, 2.2250738585072014E-308, 1.0, 1.0000000000000002, 3.0, -7.5, 2147483647.5, -2147483648.0, 4294967295.0,
            double.MaxValue, double.PositiveInfinity, double.NaN, BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001)),
        Gen.Double,
        Gen.Float.Select(static single => BitConverter.UInt64BitsToDouble(BitConverter.SingleToUInt32Bits(single) * 0x1_0000_0001ul)));

    private static readonly Gen<uint> s_floatStatus = Gen.OneOf(0x10u, 0u, 0xF000_0010u, 0x0040_0010u, 0x0100_0010u, 0x0200_0010u, 0x0300_009Fu);

    private static readonly Gen<IrOp> s_floatOperation =
        from code in Gen.OneOf(s_floats)
        from d in s_float
        from a in s_float
        from b in s_float
        from c in s_float
        from shape in Gen.Byte[0, 1]
        from flags in Gen.UInt[0, 3]
        select new IrOp(code, d, a, b, c, shape, 0, code switch
        {
            Op.FloatToFixed => (uint)FixedPoint.FixedRounding | ((flags & 1) * (uint)FixedPoint.Unsigned),
            Op.FloatFromFixed => (flags & 1) * (uint)FixedPoint.Unsigned,
            Op.VectorMove => 2,
            _ => flags,
        });

    private static readonly Gen<(IrOp[] Ops, double[] Numbers, uint Status)> s_floatBlock =
        Gen.Select(Gen.OneOf(s_floatOperation, s_vectorOperation).Array[1, 6], s_number.Array[8], s_floatStatus, static (ops, numbers, status) => (Close(ops, []), numbers, status));

    // Pinned registers, others, flags and temporaries, and a value that nobody wants.
    private static readonly Gen<byte> s_written = Gen.OneOf<byte>(0, 1, 2, 7, 8, 9, 10, 11, 12, 13, 14, 128, 129, 130, 131, 254);
    private static readonly Gen<byte> s_read = Gen.OneOf<byte>(0, 1, 2, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 128, 129, 130, 131, 255);
    private static readonly Gen<uint> s_constant = Gen.OneOf(Gen.OneOf(0u, 1u, 31u, 32u, 33u, 0x8000_0000u, uint.MaxValue), Gen.UInt, Gen.UInt[0, 255]);
    private static readonly Gen<uint> s_value = Gen.OneOf(Gen.OneOf(0u, 1u, 0x7FFF_FFFFu, 0x8000_0000u, uint.MaxValue, 0xFFEu), Gen.UInt, Gen.UInt[0, 0x1010], Gen.UInt[0xFF0, 0x2010]);

    private static readonly Gen<MemoryFlags> s_memoryFlags = Gen.OneOf(
        MemoryFlags.None, MemoryFlags.None, MemoryFlags.Aligned, MemoryFlags.AlignedToSize, MemoryFlagsExtensions.AlignedTo(4));

    private static readonly Gen<IrOp> s_operation =
        from code in Gen.OneOf(s_operations)
        from d in s_written
        from a in s_read
        from b in s_read
        from c in s_written
        from constant in s_constant
        from isConstant in Gen.Bool
        from flags in s_memoryFlags
        select Sane(code, d, a, isConstant ? (byte)255 : b, c, isConstant ? constant : 0) is var op && IsAccess(op.Code) ? op with { Size = (byte)flags } : op;

    private static readonly Gen<(IrOp[] Ops, uint[] Registers)> s_block =
        from ops in s_operation.Array[1, 12]
        from skips in Gen.Select(Gen.Int[0, 12], Gen.Int[1, 4], Gen.Int[0, 13]).Array[0, 2]
        from perInstruction in Gen.Int[1, 4]
        from registers in s_value.Array[24]
        select (skips.Length == 0 ? Close(SplitInstructions(ops, perInstruction), []) : WithTemporaries(Close(ops, skips)), registers);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Any_block_leaves_the_same_registers_flags_and_memory(bool usesWindow, bool hasPasses)
    {
        s_block.Sample(
            block =>
            {
                IrOp[] emitted = [.. block.Ops];
                Pipeline.Run(hasPasses ? Pipeline.Default : [], emitted, emitted.Length);
                BothEngines.AssertAgree(block.Ops, emitted, usesWindow, (ref RegisterFile registers) => SetUp(block.Registers, ref registers));
            },
            iter: Cases);
    }

    [Fact]
    public void Floating_point_and_vectors_have_the_same_results_and_the_same_cumulative_flags()
    {
        s_floatBlock.Sample(
            block => BothEngines.AssertAgree(
                block.Ops, block.Ops, usesWindow: false, (ref RegisterFile registers) => SetUp(block.Numbers, block.Status, ref registers)),
            iter: Cases);
    }

    [Fact]
    public void A_temporary_that_is_copied_to_another_is_still_there()
    {
        using var native = new NativeRun();
        IrOp[] ops = Close(
            [
                new IrOp(Op.Add, 128, 0, 255, 255, 0, 0, 5),
                new IrOp(Op.Move, 129, 255, 128, 255, 0, 0, 0),
                new IrOp(Op.Add, 129, 129, 255, 255, 0, 0, 1),
                new IrOp(Op.Subtract, 1, 129, 128, 255, 0, 0, 0),
            ],
            []);
        native.Registers[128] = 77;

        native.Run(ops);

        Assert.Equal(1u, native.Registers[1]);
    }

    // ldr r2, [r0, r1, lsl #2]; then the same temporary is another register shifted, once by nothing that an address can take.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_index_that_was_scaled_for_one_access_is_not_taken_for_the_next(bool usesWindow)
    {
        using var native = new NativeRun(usesWindow);
        IrOp[] ops =
        [
            new IrOp(Op.ShiftLeft, 128, 1, 255, 255, 0, 0, 2),
            new IrOp(Op.Load32, 2, 0, 128, 255, 0, 0, 0),
            new IrOp(Op.Add, 1, 1, 255, 255, 0, 1, 1),
            new IrOp(Op.ShiftRight, 128, 3, 255, 255, 0, 2, 4),
            new IrOp(Op.Load32, 4, 0, 128, 255, 0, 2, 0),
            new IrOp(Op.ShiftLeft, 128, 1, 255, 255, 0, 3, 2),
            new IrOp(Op.Load32, 5, 0, 128, 255, 0, 3, 0),
        ];
        (native.Registers[0], native.Registers[1], native.Registers[3]) = (0x100, 3, 0x80);
        (native.Memory[0x10C], native.Memory[0x108], native.Memory[0x110]) = (1, 2, 3);

        Assert.Equal(NativeExit.Next, native.Run(Close(ops, [])));

        Assert.Equal((1u, 2u, 3u), (native.Registers[2], native.Registers[4], native.Registers[5]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_register_in_memory_that_a_slow_store_took_is_there_for_the_next(bool usesWindow)
    {
        using var native = new NativeRun(usesWindow);
        IrOp[] ops =
        [
            new IrOp(Op.Store32, 255, 0, 255, 10, 0, 0, 0x1004),
            new IrOp(Op.Store32, 255, 0, 255, 10, 0, 1, 0x30),
        ];
        native.Registers[10] = 0x1234_5678;

        Assert.Equal(NativeExit.Next, native.Run(Close(ops, [])));

        Assert.Equal(1, native.Callbacks);
        Assert.Equal(native.Memory[0x1004..0x1008].ToArray(), native.Memory[0x30..0x34].ToArray());
        Assert.Equal(0x78, native.Memory[0x30]);
    }

    [Fact]
    public void A_block_without_budget_is_not_entered()
    {
        using var native = new NativeRun();
        IrOp[] ops = Close([new IrOp(Op.Move, 0, 255, 255, 255, 0, 0, 5)], []);

        Assert.Equal(NativeExit.Budget, native.Run(ops, budget: 0));
        Assert.Equal((0u, NativeRun.BlockAddress, 0), (native.Registers[0], native.Registers[Slot.Pc.Index], native.Budget));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_load_from_memory_that_is_known_calls_nobody(bool usesWindow)
    {
        using var native = new NativeRun(usesWindow);
        native.Memory[8] = 42;
        IrOp[] ops = Close([new IrOp(Op.Load32, 0, 255, 255, 255, 0, 0, 8), new IrOp(Op.Store8, 254, 255, 255, 0, 0, 0, 9)], []);

        Assert.Equal(NativeExit.Next, native.Run(ops));
        Assert.Equal((42u, 42, 0), (native.Registers[0], native.Memory[9], native.Callbacks));
    }

    private static bool IsAccess(Op code) => code is >= Op.Load8 and <= Op.Store64;

    // What an operation cannot be: shapes and lengths that no lowering makes, and results in two places that are one.
    private static IrOp Sane(Op code, byte d, byte a, byte b, byte c, uint constant)
    {
        byte size = 0;
        switch (code)
        {
            case Op.ExtractUnsigned or Op.ExtractSigned or Op.Insert:
                uint lsb = constant & 31;
                return new IrOp(code, d == 254 ? (byte)0 : d, a, 255, 255, 0, 0, lsb | ((1 + ((constant >> 8) % (32 - lsb))) << 8));
            case Op.Load64:
                d = d == 254 ? (byte)2 : d;
                return new IrOp(code, d, a, b, c == d || c == 254 ? (byte)(d ^ 1) : c, 0, 0, constant);
            case Op.Store64:
                return new IrOp(code, d == 254 ? (byte)5 : d, a, b, c == 254 ? (byte)128 : c, 0, 0, constant);
            case Op.MultiplyLong or Op.MultiplyLongSigned or Op.MultiplyAddLong or Op.MultiplyAddLongSigned:
                d = d == 254 ? (byte)3 : d;
                return new IrOp(code, d, a, b, c == d || c == 254 ? (byte)4 : c, 0, 0, constant);
            case Op.AddWithCarry or Op.SubtractWithCarry or Op.AddWithCarryFlags or Op.SubtractWithCarryFlags:
                c = Slot.C.Index;
                break;
            case Op.VectorAdd:
                return new IrOp(code, 132, 64, 128, 255, 0, 0, 0);
            case Op.VectorMove:
                return new IrOp(code, 136, 128, 255, 255, 0, 0, 4);
            case Op.StoreExclusive:
                return new IrOp(code, d, a, b, c == 254 ? (byte)128 : c, (byte)(1 << (int)(constant % 3)), 0, constant);
            case Op.SetNZ or Op.Store8 or Op.Store16 or Op.Store32:
                d = 254;
                break;
        }

        return new IrOp(code, d, a, b, c == 254 ? (byte)255 : c, size, 0, constant);
    }

    private static IrOp VectorOperation(Op code, byte d, byte a, byte b, byte c, VectorShape shape, bool isFloat, uint amount)
    {
        if (isFloat && code is (Op.VectorAdd or Op.VectorSubtract or Op.VectorMultiply))
        {
            shape = (shape & VectorShape.Quad) | VectorShape.Lanes32 | VectorShape.Float;
        }

        int bits = shape.ElementBits();
        return code switch
        {
            Op.VectorDuplicate => new IrOp(code, d, 255, (byte)(amount & 7), 255, (byte)shape, 0, 0),
            Op.VectorShiftLeft => new IrOp(code, d, a, 255, 255, (byte)shape, 0, amount % (uint)bits),
            Op.VectorShiftRight => new IrOp(code, d, a, 255, 255, (byte)shape, 0, 1 + (amount % (uint)bits)),
            _ => new IrOp(code, d, a, b, c, (byte)shape, 0, 0),
        };
    }

    // Instructions of several operations each; a temporary is read only where the same instruction wrote it.
    private static IrOp[] SplitInstructions(IrOp[] ops, int perInstruction)
    {
        var written = new HashSet<byte>();
        for (int i = 0; i < ops.Length; i++)
        {
            if (i % perInstruction == 0)
            {
                written.Clear();
            }

            IrOp op = ops[i];
            byte Known(byte slot, byte instead) => !new Slot(slot).IsTemporary || written.Contains(slot) ? slot : instead;
            bool isPair = op.Code is Op.Store64 or Op.Load64;
            bool readsRow = op.Code is Op.VectorMove or Op.VectorAdd or Op.Insert or Op.MultiplyAddLong or Op.MultiplyAddLongSigned || op.Code == Op.Store64;
            ops[i] = readsRow
                ? new IrOp(Op.Add, Known(op.D, 3), Known(op.A, 1), 255, 255, 0, (ushort)(i / perInstruction), op.Imm)
                : op with
                {
                    A = Known(op.A, 1),
                    B = Known(op.B, 2),
                    C = isPair ? op.C : Known(op.C, 4),
                    Instruction = (ushort)(i / perInstruction),
                };
            if (ops[i].Code is not (Op.Store8 or Op.Store16 or Op.Store32 or Op.Store64))
            {
                written.Add(ops[i].D);
            }

            if (ops[i].Code == Op.Load64)
            {
                written.Add(ops[i].C);
            }
        }

        return ops;
    }

    // Ends the block with a branch, and puts in skips that lead forward.
    private static IrOp[] Close(IrOp[] ops, (int At, int Length, int Condition)[] skips)
    {
        foreach ((int at, int length, int condition) in skips)
        {
            int place = Math.Min(at, ops.Length - 1);
            Op code = condition == 13 ? Op.SkipIfZero : Op.SkipUnless;
            ops[place] = new IrOp(code, 254, 1, 255, 255, (byte)condition, 0, (uint)Math.Min(place + length, ops.Length));
        }

        return
        [
            .. ops,
            new IrOp(Op.Jump, 254, 255, 255, 255, 0, ops[^1].Instruction, Next),
        ];
    }

    // In front of a block of one instruction: whatever temporary it reads has been written.
    private static IrOp[] WithTemporaries(IrOp[] ops)
    {
        IrOp[] writes =
        [
            new IrOp(Op.Move, 128, 255, 5, 255, 0, 0, 0),
            new IrOp(Op.Move, 129, 255, 255, 255, 0, 0, 77),
            new IrOp(Op.Move, 130, 255, 9, 255, 0, 0, 3),
            new IrOp(Op.Move, 131, 255, 10, 255, 0, 0, 0),
        ];
        bool IsSkip(IrOp op) => op.Code is Op.SkipUnless or Op.SkipIfZero;
        return [.. writes, .. ops.Select(op => IsSkip(op) ? op with { Imm = op.Imm + (uint)writes.Length } : op)];
    }

    private static void SetUp(uint[] values, ref RegisterFile registers)
    {
        for (int i = 0; i < values.Length; i++)
        {
            registers[i] = i is >= 16 and < 20 ? values[i] & 1 : i == Slot.ExecutionState.Index ? 0 : values[i];
        }

        for (int i = 64; i < 144; i++)
        {
            registers[i] = (uint)i * 0x1234567;
        }
    }

    private static void SetUp(double[] numbers, uint status, ref RegisterFile registers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            int slot = i < 4 ? 64 + (2 * i) : 124 + (2 * i);   // from 132 on: temporaries
            ulong bits = BitConverter.DoubleToUInt64Bits(numbers[i]);
            registers[slot] = (uint)bits;
            registers[slot + 1] = (uint)(bits >> 32);
        }

        registers[Slot.FloatStatus.Index] = status;
    }
}
