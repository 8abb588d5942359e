using System.Buffers.Binary;
using Introspect.Arm;
using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

/// <summary>One instruction with all that goes in: a record of the batch file.</summary>
internal sealed class DifferCase(InstructionRow row, uint word)
{
    public const uint ThumbBit = 1 << 5;
    public const uint BigEndianBit = 1 << 9;

    /// <summary>The row under test.</summary>
    public InstructionRow Row { get; } = row;

    /// <summary>The instruction of the row.</summary>
    public uint Word { get; set; } = word;

    /// <summary>Code before the instruction, 16 or 32 bits each as the words of the set are.</summary>
    public List<(InstructionSet Set, uint Word)> Before { get; } = [];

    /// <summary>Code behind it.</summary>
    public List<(InstructionSet Set, uint Word)> After { get; } = [];

    /// <summary>r0-r12, sp, lr.</summary>
    public uint[] R { get; } = new uint[15];

    public uint Cpsr { get; set; }

    public uint Spsr { get; set; }

    public uint Fpscr { get; set; }

    public uint Flags { get; set; } = DifferLayout.LoadVectors;

    public ulong[] D { get; } = new ulong[32];

    public uint[] Data { get; } = new uint[DifferLayout.DataSize / 4];

    /// <summary>The mode it runs in.</summary>
    public uint Mode => Cpsr & 0x1F;

    /// <summary>Bytes of its code.</summary>
    public int CodeLength => Sequence.Sum(piece => piece.Set == InstructionSet.T16 ? 2 : 4);

    /// <summary>The address of the instruction under test.</summary>
    public uint Address => DifferLayout.Code + (uint)Before.Sum(piece => piece.Set == InstructionSet.T16 ? 2 : 4);

    private IEnumerable<(InstructionSet Set, uint Word)> Sequence => [.. Before, (Row.Set, Word), .. After];

    /// <summary>Writes the record.</summary>
    public void WriteTo(Span<byte> record)
    {
        WriteWords(record, R);
        WriteWords(record[60..], [Cpsr, Spsr, Fpscr, Flags, (uint)CodeLength]);
        int at = 80;
        foreach ((InstructionSet set, uint word) in Sequence)
        {
            at += Write(record[at..], set, word);
        }

        for (int i = 0; i < D.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record[(112 + (i * 8))..], D[i]);
        }

        WriteWords(record[368..], Data);
    }

    private static int Write(Span<byte> code, InstructionSet set, uint word)
    {
        switch (set)
        {
            case InstructionSet.A32:
                BinaryPrimitives.WriteUInt32LittleEndian(code, word);
                return 4;
            case InstructionSet.T32:
                BinaryPrimitives.WriteUInt16LittleEndian(code, (ushort)(word >> 16));
                BinaryPrimitives.WriteUInt16LittleEndian(code[2..], (ushort)word);
                return 4;
            default:
                BinaryPrimitives.WriteUInt16LittleEndian(code, (ushort)word);
                return 2;
        }
    }

    private static void WriteWords(Span<byte> record, ReadOnlySpan<uint> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(record[(i * 4)..], words[i]);
        }
    }
}
