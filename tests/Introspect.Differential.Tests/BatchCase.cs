using System.Buffers.Binary;
using Introspect.Arm;

namespace Introspect.Differential.Tests;

/// <summary>A record of the batch file: the state that code starts from, and the code.</summary>
internal abstract class BatchCase(Profile profile)
{
    public const uint ThumbBit = 1 << 5;
    public const uint BigEndianBit = 1 << 9;

    /// <summary>What it runs on.</summary>
    public Profile Profile { get; } = profile;

    /// <summary>r0-r12, sp, lr.</summary>
    public uint[] R { get; protected init; } = new uint[15];

    public uint Cpsr { get; set; }

    public uint Spsr { get; set; }

    public uint Fpscr { get; set; }

    public uint Flags { get; set; } = DifferLayout.LoadVectors;

    public ulong[] D { get; protected init; } = new ulong[32];

    public uint[] Data { get; protected init; } = new uint[DifferLayout.DataSize / 4];

    /// <summary>The mode it runs in.</summary>
    public uint Mode => Cpsr & 0x1F;

    /// <summary>Bytes of its instructions.</summary>
    public abstract int CodeLength { get; }

    /// <summary>Bytes of its instructions and what follows them, a multiple of four.</summary>
    public abstract int CodeSize { get; }

    /// <summary>Bytes of the record.</summary>
    public int Size => DifferLayout.CaseSize + CodeSize;

    /// <summary>Bytes of an instruction.</summary>
    public static int LengthOf(InstructionSet set) => set == InstructionSet.T16 ? 2 : 4;

    /// <summary>Writes the record.</summary>
    public void WriteTo(Span<byte> record)
    {
        WriteWords(record, R);
        WriteWords(record[60..], [Cpsr, Spsr, Fpscr, Flags, (uint)CodeLength, (uint)CodeSize]);
        for (int i = 0; i < D.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record[(88 + (i * 8))..], D[i]);
        }

        WriteWords(record[344..], Data);
        WriteCode(record.Slice(DifferLayout.CaseSize, CodeSize));
    }

    /// <summary>Writes one instruction, and gives its length.</summary>
    protected static int Write(Span<byte> code, InstructionSet set, uint word)
    {
        switch (set)
        {
            case InstructionSet.A32:
                BinaryPrimitives.WriteUInt32LittleEndian(code, word);
                break;
            case InstructionSet.T32:
                BinaryPrimitives.WriteUInt16LittleEndian(code, (ushort)(word >> 16));
                BinaryPrimitives.WriteUInt16LittleEndian(code[2..], (ushort)word);
                break;
            default:
                BinaryPrimitives.WriteUInt16LittleEndian(code, (ushort)word);
                break;
        }

        return LengthOf(set);
    }

    /// <summary>Fills with trampolines from an offset on.</summary>
    protected static void FillWithTrampolines(Span<byte> code, int from)
    {
        if (from % 4 == 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(code[from..], unchecked((ushort)DifferLayout.Trampoline));
            from += 2;
        }

        for (; from < code.Length; from += 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(code[from..], DifferLayout.Trampoline);
        }
    }

    /// <summary>Writes the code.</summary>
    protected abstract void WriteCode(Span<byte> code);

    private static void WriteWords(Span<byte> record, ReadOnlySpan<uint> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(record[(i * 4)..], words[i]);
        }
    }
}
