using System.Buffers.Binary;
using Introspect.Arm;
using Introspect.Arm.Models;

namespace Introspect.Differential.Tests;

/// <summary>
/// Many instructions from one state. In front of those that need a register to have some value it is loaded from a pool behind the
/// code; exceptions are noted, and the sequence goes on behind the instruction.
/// </summary>
internal sealed class InstructionSequence : BatchCase
{
    private const uint Pc = 15;

    /// <summary>What is left for the last instruction with its loads, branch and the trampoline behind it.</summary>
    private const int Reserve = 64;

    private readonly bool _isThumb;
    private readonly List<Piece> _pieces;
    private readonly List<uint> _pool;
    private readonly List<int> _ends;

    public InstructionSequence(Profile profile, bool isThumb)
        : base(profile)
    {
        _isThumb = isThumb;
        Flags |= DifferLayout.GoOn;
        Instructions = [];
        _pieces = [];
        _pool = [];
        _ends = [];
    }

    /// <summary>The same up to an instruction, with every one of them where it was.</summary>
    private InstructionSequence(InstructionSequence whole, int instructions)
        : base(whole.Profile)
    {
        _isThumb = whole._isThumb;
        (R, D, Data) = (whole.R, whole.D, whole.Data);
        (Cpsr, Spsr, Fpscr, Flags) = (whole.Cpsr, whole.Spsr, whole.Fpscr, whole.Flags);
        (Instructions, _pieces, _pool, _ends) = (whole.Instructions[..instructions], whole._pieces, whole._pool, whole._ends);
    }

    /// <summary>The random instructions, without what leads to them.</summary>
    public List<DifferCase> Instructions { get; }

    /// <summary>True when no more instruction may be added.</summary>
    public bool IsFull => _ends.LastOrDefault() + ((_pool.Count + 1) * 4) + Reserve > DifferLayout.MaxCodeSize;

    public override int CodeLength => Instructions.Count == 0 ? 0 : _ends[Instructions.Count - 1];

    public override int CodeSize => PoolAt + (_pool.Count * 4);

    // A trampoline of four bytes lies between.
    private int PoolAt => ((_ends.LastOrDefault() + 3) & ~3) + 4;

    /// <summary>The first so many instructions.</summary>
    public InstructionSequence Prefix(int instructions) => new(this, instructions);

    /// <summary>Adds an instruction, with the loads of what it needs; behind a branch over all that, if there is to be one.</summary>
    /// <param name="made">The instruction.</param>
    /// <param name="over">The condition of a branch; null for none.</param>
    public void Add(DifferCase made, uint? over)
    {
        List<Piece> pieces = [];
        for (uint register = 0; register < Pc; register++)
        {
            if ((made.Prepared & (1u << (int)register)) != 0)
            {
                AddLoad(pieces, register, made);
            }
        }

        pieces.AddRange(made.Pieces.Select(piece => new Piece(piece.Set, piece.Word)));
        int length = pieces.Sum(piece => LengthOf(piece.Set));
        if (over is { } condition)
        {
            pieces.Insert(0, _isThumb
                ? new Piece(InstructionSet.T16, 0xD000 | (condition << 8) | (uint)((length - 2) / 2))
                : new Piece(InstructionSet.A32, (condition << 28) | 0x0A00_0000 | (uint)((length - 4) / 4)));
            length += LengthOf(pieces[0].Set);
        }

        _pieces.AddRange(pieces);
        _ends.Add(_ends.LastOrDefault() + length);
        Instructions.Add(made);
    }

    protected override void WriteCode(Span<byte> code)
    {
        int at = 0;
        foreach (Piece piece in _pieces)
        {
            if (at >= CodeLength)
            {
                break;
            }

            at += Write(code[at..], piece.Set, piece.Word | DistanceToPool(piece, at));
        }

        FillWithTrampolines(code[..PoolAt], at);
        for (int i = 0; i < _pool.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(code[(PoolAt + (i * 4))..], _pool[i]);
        }
    }

    private uint DistanceToPool(Piece load, int at) => load.PoolIndex is not { } index ? 0 : load.Set switch
    {
        InstructionSet.A32 => (uint)(PoolAt + (index * 4) - at - 8),
        InstructionSet.T32 => (uint)(PoolAt + (index * 4) - ((at + 4) & ~3)),
        _ => (uint)(PoolAt + (index * 4) - ((at + 4) & ~3)) / 4,
    };

    // LDR from the pool; to a high register by way of a low one where Thumb has no such load.
    private void AddLoad(List<Piece> pieces, uint register, DifferCase made)
    {
        int index = _pool.Count;
        _pool.Add(made.R[register]);
        if (!_isThumb)
        {
            pieces.Add(new Piece(InstructionSet.A32, 0xE59F_0000 | (register << 12), index));
        }
        else if (register < 8)
        {
            pieces.Add(new Piece(InstructionSet.T16, 0x4800 | (register << 8), index));
        }
        else if (Profile.Model.Has(ArmExtensions.Thumb2))
        {
            pieces.Add(new Piece(InstructionSet.T32, 0xF8DF_0000 | (register << 12), index));
        }
        else
        {
            pieces.Insert(0, new Piece(InstructionSet.T16, 0x4800, index));
            pieces.Insert(1, new Piece(InstructionSet.T16, 0x4680 | (register & 7)));
        }
    }

    /// <summary>An instruction; one that loads from the pool gets its distance when all is there.</summary>
    private readonly record struct Piece(InstructionSet Set, uint Word, int? PoolIndex = null);
}
