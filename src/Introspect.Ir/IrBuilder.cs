using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Ir.Passes;

namespace Introspect.Ir;

/// <summary>
/// Collects the operations of one block. The front end says which guest instruction it is lowering with
/// <see cref="BeginInstruction"/>; temporaries are gone when the next one begins. The builder is used again for every block.
/// </summary>
public sealed class IrBuilder
{
    private IrOp[] _ops = new IrOp[256];
    private int _count;
    private int _nextTemporary;
    private ushort _instruction;

    /// <summary>The operations so far.</summary>
    public ReadOnlySpan<IrOp> Ops => _ops.AsSpan(0, _count);

    /// <summary>Number of operations so far; the index of the next one.</summary>
    public int Count => _count;

    /// <summary>Runs passes, and takes out what they dropped.</summary>
    /// <param name="passes">The passes.</param>
    /// <param name="places">Gets, for the index of each operation and the one behind them, where it is afterwards.</param>
    public void Optimize(ImmutableArray<Pass> passes, Span<int> places)
    {
        Pipeline.Run(passes, _ops, _count);
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            places[i] = kept;
            kept += _ops[i].Code == Op.Nop ? 0 : 1;
        }

        places[_count] = kept;
        for (int i = 0; i < _count; i++)
        {
            IrOp op = _ops[i];
            if (op.Code != Op.Nop)
            {
                _ops[places[i]] = op.Code is Op.SkipUnless or Op.SkipIfZero or Op.SkipIfNotZero ? op with { Imm = (uint)places[(int)op.Imm] } : op;
            }
        }

        _count = kept;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        _nextTemporary = Slot.FirstTemporary;
        _instruction = 0;
    }

    /// <summary>Operations that follow belong to guest instruction <paramref name="index"/> of the block.</summary>
    public void BeginInstruction(int index)
    {
        _instruction = checked((ushort)index);
        _nextTemporary = Slot.FirstTemporary;
    }

    /// <summary>A temporary that is free until the guest instruction ends.</summary>
    public Slot Temporary()
    {
        Invariant.Require(_nextTemporary < Slot.EndOfTemporaries);
        return new Slot((byte)_nextTemporary++);
    }

    /// <summary>An aligned pair of temporaries for a doubleword; the low word is returned.</summary>
    public Slot TemporaryPair() => Temporaries(2);

    /// <summary><paramref name="words"/> temporaries in a row, aligned to an even slot; the first is returned.</summary>
    public Slot Temporaries(int words)
    {
        _nextTemporary += _nextTemporary & 1;
        Invariant.Require(_nextTemporary + words <= Slot.EndOfTemporaries);
        var first = new Slot((byte)_nextTemporary);
        _nextTemporary += words;
        return first;
    }

    /// <summary>Appends an operation as it stands.</summary>
    public void Emit(Op code, Slot d, Slot a, Operand b, Slot c, byte size = 0)
    {
        if (_count == _ops.Length)
        {
            Array.Resize(ref _ops, 2 * _count);
        }

        _ops[_count++] = new IrOp(code, d.Index, a.Index, b.Slot.Index, c.Index, size, _instruction, b.Constant);
    }

    /// <summary><c>d = b</c>.</summary>
    public void Move(Slot d, Operand b) => Emit(Op.Move, d, Slot.None, b, Slot.None);

    /// <summary><c>d = ~b</c>.</summary>
    public void Not(Slot d, Operand b) => Emit(Op.Not, d, Slot.None, b, Slot.None);

    /// <summary>Any operation of the shape <c>d = a op b</c>.</summary>
    public void Binary(Op code, Slot d, Slot a, Operand b) => Emit(code, d, a, b, Slot.None);

    /// <summary>Any operation of the shape <c>d = op a</c>.</summary>
    public void Unary(Op code, Slot d, Slot a) => Emit(code, d, a, 0u, Slot.None);

    /// <summary><c>d = a + b</c>.</summary>
    public void Add(Slot d, Slot a, Operand b) => Emit(Op.Add, d, a, b, Slot.None);

    /// <summary><c>d = a - b</c>.</summary>
    public void Subtract(Slot d, Slot a, Operand b) => Emit(Op.Subtract, d, a, b, Slot.None);

    /// <summary><c>d = a &amp; b</c>.</summary>
    public void And(Slot d, Slot a, Operand b) => Emit(Op.And, d, a, b, Slot.None);

    /// <summary><c>d = a | b</c>.</summary>
    public void Or(Slot d, Slot a, Operand b) => Emit(Op.Or, d, a, b, Slot.None);

    /// <summary><c>d = a ^ b</c>.</summary>
    public void Xor(Slot d, Slot a, Operand b) => Emit(Op.Xor, d, a, b, Slot.None);

    /// <summary>An operation with carry in <paramref name="carry"/>: <c>d = a op b op carry</c>.</summary>
    public void WithCarry(Op code, Slot d, Slot a, Operand b, Slot carry) => Emit(code, d, a, b, carry);

    /// <summary>N and Z as of the value of <paramref name="a"/>.</summary>
    public void SetNZ(Slot a) => Emit(Op.SetNZ, Slot.Discard, a, 0u, Slot.None);

    /// <summary>An operation with a long result: low word in <paramref name="low"/>, high word in <paramref name="high"/>.</summary>
    public void Long(Op code, Slot low, Slot high, Slot a, Operand b) => Emit(code, low, a, b, high);

    /// <summary><see cref="Op.ExtractUnsigned"/> or <see cref="Op.ExtractSigned"/>: the field of <paramref name="width"/> bits at <paramref name="lsb"/>.</summary>
    public void Extract(Op code, Slot d, Slot a, int lsb, int width) =>
        Emit(code, d, a, (uint)lsb | ((uint)width << 8), Slot.None);

    /// <summary>Replaces the field of <paramref name="width"/> bits at <paramref name="lsb"/> of <paramref name="d"/> by the low bits of <paramref name="a"/>.</summary>
    public void Insert(Slot d, Slot a, int lsb, int width) => Emit(Op.Insert, d, a, (uint)lsb | ((uint)width << 8), Slot.None);

    /// <summary>Reads memory at <c>a + b</c>; of a doubleword the high word goes to the slot behind <paramref name="d"/>.</summary>
    public void Load(Op code, Slot d, Slot a, Operand b, MemoryFlags flags = MemoryFlags.None) =>
        Emit(code, d, a, b, code == Op.Load64 ? d.Next : Slot.None, (byte)flags);

    /// <summary>Writes <paramref name="value"/> to memory at <c>a + b</c>; the high word of a doubleword is in the slot behind it.</summary>
    public void Store(Op code, Slot value, Slot a, Operand b, MemoryFlags flags = MemoryFlags.None) =>
        Emit(code, code == Op.Store64 ? value.Next : Slot.Discard, a, b, value, (byte)flags);

    /// <summary>Reads the doubleword at <c>a + b</c> into any two slots.</summary>
    public void LoadPair(Slot low, Slot high, Slot a, Operand b, MemoryFlags flags) => Emit(Op.Load64, low, a, b, high, (byte)flags);

    /// <summary>Writes the doubleword at <c>a + b</c> from any two slots.</summary>
    public void StorePair(Slot low, Slot high, Slot a, Operand b, MemoryFlags flags) => Emit(Op.Store64, high, a, b, low, (byte)flags);

    /// <summary>Writes <paramref name="bytes"/> bytes of <paramref name="value"/> at <c>a + offset</c> if the exclusive monitor lets it.</summary>
    public void StoreExclusive(Slot d, Slot a, uint offset, Slot value, int bytes) => Emit(Op.StoreExclusive, d, a, offset, value, (byte)bytes);

    /// <summary>Skips forward when the condition does not hold; the returned mark goes to <see cref="Land"/>.</summary>
    public int SkipUnless(Condition condition)
    {
        Emit(Op.SkipUnless, Slot.Discard, Slot.None, 0u, Slot.None, (byte)condition);
        return _count - 1;
    }

    /// <summary>Skips forward when <paramref name="a"/> is zero (or is not); the returned mark goes to <see cref="Land"/>.</summary>
    public int SkipIf(Op code, Slot a)
    {
        Emit(code, Slot.Discard, a, 0u, Slot.None);
        return _count - 1;
    }

    /// <summary>The skip of that mark lands here.</summary>
    public void Land(int mark) => _ops[mark] = _ops[mark] with { Imm = (uint)_count };

    /// <summary>The block ends; the next one is at <paramref name="target"/>.</summary>
    public void Jump(Operand target) => Emit(Op.Jump, Slot.Discard, Slot.None, target, Slot.None);

    /// <summary>The block ends; the next one is at <paramref name="target"/>, whose bit 0 chooses the instruction set.</summary>
    public void JumpExchange(Operand target) => Emit(Op.JumpExchange, Slot.Discard, Slot.None, target, Slot.None);

    /// <summary>Others see the memory accesses before it before those behind it.</summary>
    public void Fence() => Emit(Op.Fence, Slot.Discard, Slot.None, 0u, Slot.None);

    /// <summary>The block ends; the PC slot and the execution state hold what comes next.</summary>
    public void EndBlock() => Emit(Op.EndBlock, Slot.Discard, Slot.None, 0u, Slot.None);

    /// <summary>The block ends at this guest instruction; the run loop acts on kind and constant.</summary>
    public void Exit(byte kind, uint constant) => Emit(Op.Exit, Slot.Discard, Slot.None, constant, Slot.None, kind);

    /// <summary>Calls helper <paramref name="number"/>; its result goes to <paramref name="d"/>.</summary>
    public void Call(int number, Slot d, Slot a, Slot b, Slot c) =>
        Emit(Op.Call, d, a, new Operand(b, (uint)number), c);

    /// <summary>A scalar floating-point operation.</summary>
    public void Float(Op code, FloatShape shape, Slot d, Slot a, Slot b, uint imm = 0, Slot? c = null) =>
        Emit(code, d, a, new Operand(b, imm), c ?? Slot.None, (byte)shape);

    /// <summary>A vector operation.</summary>
    public void Vector(Op code, VectorShape shape, Slot d, Slot a, Slot b, uint imm = 0, Slot? c = null) =>
        Emit(code, d, a, new Operand(b, imm), c ?? Slot.None, (byte)shape);
}
