using CsCheck;
using Introspect.Ir;

namespace Introspect.X64.Tests;

/// <summary>Floating point, vectors, and their loads and stores do on the host what the interpreter does.</summary>
public sealed class VectorEmitterTests
{
    private const int Cases = 20_000;
    private const int Words = 24;
    private const byte None = 255;

    private static readonly Op[] s_scalars =
    [
        Op.FloatAdd, Op.FloatSubtract, Op.FloatMultiply, Op.FloatDivide, Op.FloatSquareRoot, Op.FloatMultiplyAdd, Op.FloatCompare, Op.FloatWiden,
        Op.FloatNarrow, Op.FloatToFixed, Op.FloatFromFixed,
    ];

    private static readonly Op[] s_vectors =
    [
        .. Enum.GetValues<Op>().Where(static op => op is > Op.VectorMove and < Op.VectorReciprocalEstimate and not Op.VectorMultiplyAdd),
        Op.VectorToFixed, Op.VectorFromFixed,
    ];

    private static readonly Op[] s_singles =
    [
        Op.VectorAdd, Op.VectorSubtract, Op.VectorMultiply, Op.VectorMultiplyAdd, Op.VectorAbsoluteDifference, Op.VectorMaximum, Op.VectorMinimum,
        Op.VectorAbsolute, Op.VectorNegate, Op.VectorEqual, Op.VectorGreater, Op.VectorGreaterOrEqual, Op.VectorPairwiseAdd, Op.VectorToFixed,
        Op.VectorFromFixed,
    ];

    // Four quadwords of registers, and two of temporaries.
    private static readonly Gen<byte> s_register = Gen.OneOf<byte>(64, 68, 72, 76);
    private static readonly Gen<byte> s_quad = Gen.OneOf<byte>(64, 68, 72, 76, 132, 136);
    private static readonly Gen<byte> s_double = Gen.OneOf<byte>(64, 66, 68, 70, 72, 76, 132, 134);

    private static readonly Gen<double> s_double64 = Gen.OneOf(
        Gen.OneOf(0.0, -0.0, double.Epsilon, 2.2250738585072014E-308, 1e-200, 1.0, 1.0000000000000002, 3.0, -7.5, 2147483647.5, -2147483648.0,
            4294967295.0, 1e200, double.MaxValue, double.PositiveInfinity, double.NaN, BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001)),
        Gen.Double[-100, 100]);

    private static readonly Gen<float> s_single = Gen.OneOf(
        Gen.OneOf(0f, -0f, float.Epsilon, 1.17549435E-38f, -1.1754942E-38f, 1e-30f, 1f, -1f, 1.0000001f, 2147483520f, -2147483648f, 1e30f, float.MaxValue,
            float.NegativeInfinity, float.NaN, BitConverter.UInt32BitsToSingle(0x7F80_0001)),
        Gen.Float[-100, 100]);

    private static readonly Gen<ulong> s_value = Gen.OneOf(
        s_double64.Select(BitConverter.DoubleToUInt64Bits),
        Gen.Select(s_single, s_single, static (low, high) => BitConverter.SingleToUInt32Bits(low) | ((ulong)BitConverter.SingleToUInt32Bits(high) << 32)),
        Gen.ULong,
        Gen.OneOf(0ul, ulong.MaxValue, 0x8000_7FFF_8000_7FFF, 0x8000_0000_7FFF_FFFF, 0x80FF_7F00_0180_FE01));

    // Only where rounding and flags are as usual has most of it code in line.
    private static readonly Gen<uint> s_status = Gen.Frequency(
        (6, Gen.Const(0x10u)), (1, Gen.OneOf(0u, 0xF000_0010u, 0x0040_0010u, 0x0100_0010u, 0x0200_0010u, 0x0300_009Fu)));

    private static readonly Gen<IrOp> s_scalar =
        from code in Gen.OneOf(s_scalars)
        from d in s_double
        from a in s_double
        from b in s_double
        from c in s_double
        from shape in Gen.Byte[0, 1]
        from flags in Gen.UInt[0, 3]
        select new IrOp(code, d, a, b, c, code is Op.FloatWiden or Op.FloatNarrow ? (byte)0 : shape, 0, code switch
        {
            Op.FloatToFixed => (uint)FixedPoint.FixedRounding | ((flags & 1) * (uint)FixedPoint.Unsigned),
            Op.FloatFromFixed => (flags & 1) * (uint)FixedPoint.Unsigned,
            _ => flags,
        });

    private static readonly Gen<IrOp> s_integers =
        from code in Gen.OneOf(s_vectors)
        from d in s_quad
        from a in s_quad
        from b in s_quad
        from c in s_quad
        from shape in Gen.Int[0, 255]
        from amount in Gen.UInt[0, 63]
        from flag in Gen.Bool
        select Vector(code, d, a, b, c, (VectorShape)shape & ~VectorShape.Float, amount, flag);

    private static readonly Gen<IrOp> s_floats =
        from code in Gen.OneOf(s_singles)
        from d in s_quad
        from a in s_quad
        from b in s_quad
        from c in s_quad
        from isQuad in Gen.Bool
        from flags in Gen.UInt[0, 3]
        select Float(code, d, a, b, c, isQuad, flags);

    private static readonly Gen<IrOp> s_move =
        from d in s_quad
        from a in s_quad
        from words in Gen.OneOf(1u, 2u, 4u)
        from isConstant in Gen.Bool
        select isConstant
            ? new IrOp(Op.Move, (byte)(d + words - 1), None, None, None, 0, 0, words)
            : new IrOp(Op.VectorMove, d, a, None, None, 0, 0, words);

    // Loads and stores of one word, of doublewords, of neighbours, and of a row through temporaries.
    private static readonly Gen<IrOp[]> s_access =
        from kind in Gen.Int[0, 5]
        from d in s_register
        from b in Gen.OneOf<byte>(0, 1)
        from offset in Gen.UInt[0, 16]
        from flags in Gen.OneOf(MemoryFlags.None, MemoryFlags.Aligned, MemoryFlagsExtensions.AlignedTo(4))
        from loads in Gen.Int[1, 4]
        select Access(kind, d, b, offset, flags, loads);

    private static readonly Gen<IrOp[]> s_pair =
        Gen.Select(s_double, s_double, Gen.Int[0, 3], static (d, a, kind) => PairOfMoves(d, a, kind));

    private static readonly Gen<IrOp[]> s_product =
        from d in s_register
        from a in s_quad
        from b in s_quad
        from isQuad in Gen.Bool
        from subtracts in Gen.Bool
        select Product(d, a, b, isQuad, subtracts);

    private static readonly Gen<IrOp[]> s_flags =
        from d in s_double
        from a in s_double
        from condition in Gen.Int[0, 13]
        select Flags(d, a, condition);

    private static readonly Gen<(IrOp[] Ops, ulong[] Values, uint Status, uint[] Addresses)> s_block = Gen.Select(
        Gen.Frequency(
            (3, s_scalar.Select(Alone)), (6, s_integers.Select(Alone)), (3, s_floats.Select(Alone)), (1, s_move.Select(Alone)), (3, s_access),
            (1, s_product), (1, s_pair), (1, s_flags)).Array[1, 6],
        s_value.Array[Words / 2],
        s_status,
        Gen.OneOf(Gen.UInt[0, 256].Select(static words => 4 * words), Gen.UInt[0xFC0, 0x1000]).Array[2],
        static (instructions, values, status, addresses) => (Block(instructions), values, status, addresses));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_block_leaves_the_same_registers_flags_and_memory(bool usesWindow)
    {
        s_block.Sample(
            block => BothEngines.AssertAgree(
                block.Ops, block.Ops, usesWindow, (ref RegisterFile registers) => SetUp(block.Values, block.Status, block.Addresses, ref registers)),
            iter: Cases);
    }

    private static IrOp[] Alone(IrOp op) => [op];

    private static IrOp Vector(Op code, byte d, byte a, byte b, byte c, VectorShape shape, uint amount, bool flag)
    {
        shape &= ~VectorShape.Float & (Plain | SpecialOf(code));
        if (IsLong(code) || code is Op.VectorTable or (>= Op.VectorPairwiseAdd and <= Op.VectorPairwiseMinimum))
        {
            shape &= ~VectorShape.Quad;
        }

        if (shape.Has(VectorShape.Lanes64) && code is not (Op.VectorAdd or Op.VectorSubtract or (>= Op.VectorNot and <= Op.VectorSelect) or (>= Op.VectorShiftLeft and <= Op.VectorShift)))
        {
            shape &= ~VectorShape.Lanes16;
        }

        uint bits = (uint)shape.ElementBits();
        int log2 = (int)(shape & VectorShape.Lanes64);
        uint signedSource = flag && shape.Has(VectorShape.Saturating | VectorShape.Unsigned) ? (uint)ShiftFlags.SignedSource : 0;
        return code switch
        {
            Op.VectorDuplicate => new IrOp(code, d, None, flag ? None : (byte)(amount & 7), None, (byte)shape, 0, flag ? amount * 77 : 0),
            Op.VectorShiftLeft => new IrOp(code, d, a, None, None, (byte)shape, 0, (amount % bits) | signedSource),
            Op.VectorShiftLeftInsert => new IrOp(code, d, a, None, None, (byte)shape, 0, amount % bits),
            Op.VectorShiftRight or Op.VectorShiftRightInsert => new IrOp(code, d, a, None, None, (byte)shape, 0, 1 + (amount % bits)),
            Op.VectorWiden => new IrOp(code, d, a, None, None, (byte)shape, 0, amount % (bits + 1)),
            Op.VectorNarrow => new IrOp(code, d, a, None, None, (byte)shape, 0, (amount % (bits + 1)) | signedSource),
            Op.VectorReverse => new IrOp(code, d, a, None, None, (byte)shape, 0, (uint)log2 + 1 + (amount % (3 - (uint)Math.Min(log2, 2)))),
            Op.VectorExtract => new IrOp(code, d, a, b, None, (byte)(shape & VectorShape.Quad), 0, amount % (uint)shape.Bytes()),
            Op.VectorTable => new IrOp(code, d, a > 72 ? (byte)64 : a, b, flag ? c : None, 0, 0, 8 * (1 + (amount & 3))),
            Op.VectorUnzip or Op.VectorZip when log2 == 2 => new IrOp(code, d, a, None, None, (byte)(shape | VectorShape.Quad), 0, 0),
            Op.VectorToFixed or Op.VectorFromFixed => Float(code, d, a, b, c, flag, amount & 3),
            _ => new IrOp(code, d, a, b, c, (byte)shape, 0, 0),
        };
    }

    private const VectorShape Plain = VectorShape.Lanes64 | VectorShape.Quad | VectorShape.Unsigned;

    private static bool IsLong(Op code) => code is Op.VectorMultiplyLong or Op.VectorMultiplyPolynomialLong or Op.VectorWiden or Op.VectorNarrow;

    private static VectorShape SpecialOf(Op code) => code switch
    {
        Op.VectorAdd or Op.VectorSubtract => VectorShape.Saturating | VectorShape.Rounding | VectorShape.Halving,
        Op.VectorMultiplyHigh or Op.VectorShift or Op.VectorNarrow => VectorShape.Saturating | VectorShape.Rounding,
        Op.VectorShiftRight => VectorShape.Rounding,
        Op.VectorMultiplyLong or Op.VectorAbsolute or Op.VectorNegate or Op.VectorShiftLeft => VectorShape.Saturating,
        _ => 0,
    };

    private static IrOp Float(Op code, byte d, byte a, byte b, byte c, bool isQuad, uint flags)
    {
        VectorShape shape = VectorShape.Lanes32 | VectorShape.Float | (isQuad && code != Op.VectorPairwiseAdd ? VectorShape.Quad : 0);
        uint imm = code switch
        {
            Op.VectorMultiplyAdd => flags & 1,
            Op.VectorToFixed or Op.VectorFromFixed => (uint)FixedPoint.FixedRounding | ((flags & 1) * (uint)FixedPoint.Unsigned) | (flags == 3 ? 5u : 0),
            _ => 0,
        };
        return new IrOp(code, d, a, b, c, (byte)shape, 0, imm);
    }

    private static IrOp[] Access(int kind, byte d, byte address, uint offset, MemoryFlags flags, int loads)
    {
        uint at = 4 * offset;
        IrOp Load(Op code, byte to, uint more, MemoryFlags with) => new(code, to, address, None, code == Op.Load64 ? (byte)(to + 1) : None, (byte)with, 0, at + more);
        IrOp Store(Op code, byte from, uint more, MemoryFlags with) => new(code, code == Op.Store64 ? (byte)(from + 1) : (byte)254, address, None, from, (byte)with, 0, at + more);
        return kind switch
        {
            0 => [Load(Op.Load32, d, 0, flags)],
            1 => [Load(Op.Load64, d, 0, flags)],
            2 => [Store(Op.Store32, d, 0, flags)],
            3 => [Store(Op.Store64, d, 0, flags)],
            4 => [Store(Op.Store64, d, 0, flags), Store(Op.Store64, (byte)(d + 2), 8, MemoryFlags.None)],
            _ =>
            [
                .. Enumerable.Range(0, loads).Select(i => Load(Op.Load64, (byte)(140 + (2 * i)), 8 * (uint)i, i == 0 ? flags : MemoryFlags.None)),
                new IrOp(Op.VectorMove, (byte)Math.Min((int)d, 72), 140, None, None, 0, 0, 2 * (uint)loads),
            ],
        };
    }

    // Two words that make a doubleword: constants, a row, or general registers.
    private static IrOp[] PairOfMoves(byte d, byte a, int kind)
    {
        IrOp Word(uint index) => kind switch
        {
            0 => new IrOp(Op.Move, (byte)(d + index), None, None, None, 0, 0, index << 31),
            1 => new IrOp(Op.Move, (byte)(d + index), None, (byte)(a + index), None, 0, 0, 0),
            2 => new IrOp(Op.Move, (byte)(d + index), None, (byte)(3 + (6 * index)), None, 0, 0, 0),
            _ => new IrOp(Op.Move, (byte)(d + index), None, (byte)(a + 1 - index), None, 0, 0, 0),
        };
        return [Word(0), Word(1)];
    }

    private static IrOp[] Product(byte d, byte a, byte b, bool isQuad, bool subtracts)
    {
        byte shape = (byte)(VectorShape.Lanes32 | VectorShape.Float | (isQuad ? VectorShape.Quad : 0));
        return
        [
            new IrOp(Op.VectorMultiply, 140, a, b, None, shape, 0, 0),
            new IrOp(subtracts ? Op.VectorSubtract : Op.VectorAdd, d, d, 140, None, shape, 0, 0),
        ];
    }

    // A comparison, its flags, and something that is skipped by them.
    private static IrOp[] Flags(byte d, byte a, int condition) =>
    [
        new IrOp(Op.FloatCompare, 254, d, a, None, 1, 0, 0),
        .. Enumerable.Range(0, 4).Select(static i => new IrOp(Op.ExtractUnsigned, (byte)(Slot.N.Index + i), Slot.FloatStatus.Index, None, None, 0, 1, (uint)(31 - i) | 0x100)),
        new IrOp(Op.SkipUnless, 254, None, None, None, (byte)condition, 2, 1),
        new IrOp(Op.VectorMove, d, a, None, None, 0, 2, 2),
    ];

    // Each is an instruction or several; skips lead behind their instruction. What reads temporaries finds them written, since all are set.
    private static IrOp[] Block(IrOp[][] instructions)
    {
        var ops = new List<IrOp>();
        foreach (IrOp[] instruction in instructions)
        {
            int first = ops.Count;
            foreach (IrOp op in instruction)
            {
                bool skips = op.Code == Op.SkipUnless;
                ops.Add(op with { Imm = skips ? (uint)(first + instruction.Length) : op.Imm, Instruction = 0 });
            }
        }

        ops.Add(new IrOp(Op.Jump, 254, None, None, None, 0, 0, NativeRun.BlockAddress + 4));
        return [.. ops];
    }

    private static void SetUp(ulong[] values, uint status, uint[] addresses, ref RegisterFile registers)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int slot = i < 8 ? 64 + (2 * i) : 116 + (2 * i);   // from 132 on: temporaries
            registers[slot] = (uint)values[i];
            registers[slot + 1] = (uint)(values[i] >> 32);
        }

        for (int i = 0; i < 8; i++)
        {
            registers[i] = i < addresses.Length ? addresses[i] : (uint)i * 0x1357_9BDF;
        }

        registers[Slot.FloatStatus.Index] = status;
    }
}
