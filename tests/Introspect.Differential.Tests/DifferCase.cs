using Introspect.Arm;
using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

/// <summary>One instruction with all that goes in.</summary>
internal sealed class DifferCase : BatchCase
{
    public DifferCase(Profile profile, InstructionRow row, uint word)
        : base(profile)
    {
        Row = row;
        Word = word;
    }

    /// <summary>An instruction of a sequence: it finds the state there as other instructions left it.</summary>
    public DifferCase(BatchCase sequence, InstructionRow row, uint word)
        : base(sequence.Profile)
    {
        Row = row;
        Word = word;
        R = [.. sequence.R];
        D = sequence.D;
        Data = sequence.Data;
        Cpsr = sequence.Cpsr;
        Spsr = sequence.Spsr;
        Fpscr = sequence.Fpscr;
        Flags = sequence.Flags & ~DifferLayout.GoOn;
    }

    /// <summary>The row under test.</summary>
    public InstructionRow Row { get; }

    /// <summary>The instruction of the row.</summary>
    public uint Word { get; set; }

    /// <summary>Code before the instruction, 16 or 32 bits each as the words of the set are.</summary>
    public List<(InstructionSet Set, uint Word)> Before { get; private init; } = [];

    /// <summary>Code behind it.</summary>
    public List<(InstructionSet Set, uint Word)> After { get; private init; } = [];

    /// <summary>A bit for each register whose value is not just any.</summary>
    public uint Prepared { get; private set; }

    public override int CodeLength => Pieces.Sum(piece => LengthOf(piece.Set));

    public override int CodeSize => (CodeLength + 3) & ~3;

    /// <summary>The address of the instruction under test.</summary>
    public uint Address => Profile.At.Code + (uint)Before.Sum(piece => LengthOf(piece.Set));

    /// <summary>All its instructions.</summary>
    public IEnumerable<(InstructionSet Set, uint Word)> Pieces => [.. Before, (Row.Set, Word), .. After];

    /// <summary>Gives a register a value that the instruction needs.</summary>
    public void Prepare(uint register, uint value)
    {
        R[register] = value;
        Prepared |= 1u << (int)register;
    }

    /// <summary>The same instruction from the state that a result holds.</summary>
    public DifferCase From(DifferResult before)
    {
        var made = new DifferCase(Profile, Row, Word) { Before = Before, After = After, Flags = Flags, Fpscr = before.Fpscr, Spsr = before.Spsr };
        before.CopyTo(made.R, made.D, made.Data);
        for (int register = 0; register < R.Length; register++)
        {
            made.R[register] = (Prepared & (1u << register)) != 0 ? R[register] : made.R[register];
        }

        made.Cpsr = before.Cpsr;
        return made;
    }

    protected override void WriteCode(Span<byte> code)
    {
        int at = 0;
        foreach ((InstructionSet set, uint word) in Pieces)
        {
            at += Write(code[at..], set, word);
        }

        FillWithTrampolines(code, at);
    }
}
