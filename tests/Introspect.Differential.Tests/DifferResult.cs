using System.Buffers.Binary;

namespace Introspect.Differential.Tests;

/// <summary>Why a case ended.</summary>
internal enum ResultKind : uint
{
    Trampoline,
    Undefined,
    SupervisorCall,
    PrefetchAbort,
    DataAbort,
    Irq = 6,
    Fiq,
}

/// <summary>What came out of a case: a record of the result file.</summary>
internal readonly struct DifferResult(ReadOnlyMemory<byte> record)
{
    private const int StraysOffset = 608;

    private static readonly string[] s_names =
    [
        .. Enumerable.Range(0, 13).Select(i => $"r{i}"), "sp", "lr", "pc", "cpsr", "spsr", "fpscr", "kind", "fsr", "far", "noted", "noted.hash",
    ];

    /// <summary>Why it ended.</summary>
    public ResultKind Kind => (ResultKind)Word(76);

    /// <summary>Status and address of an abort.</summary>
    public (uint Status, uint Address) Abort => (Word(80), Word(84));

    /// <summary>The instruction that ended it.</summary>
    public uint Pc => Word(60);

    /// <summary>The CPSR before the exception.</summary>
    public uint Cpsr => Word(64);

    /// <summary>The SPSR of the mode in <see cref="Cpsr"/>.</summary>
    public uint Spsr => Word(68);

    /// <summary>The FPSCR.</summary>
    public uint Fpscr => Word(72);

    /// <summary>What it left outside the data: the words that are not zero, and the hash of their places and values.</summary>
    public (uint Count, uint Hash) Strays => (Word(StraysOffset), Word(StraysOffset + 4));

    /// <summary>True when nothing was written: the run did not come so far.</summary>
    public bool IsMissing => Pc == 0 && Cpsr == 0;

    /// <summary>What differs, "r3 00000001, QEMU 00000002" each; empty when the two are equal.</summary>
    public IEnumerable<string> DifferencesTo(DifferResult qemu, DifferAddresses addresses)
    {
        for (int i = 0; i < s_names.Length; i++)
        {
            if (Word(i * 4) != qemu.Word(i * 4))
            {
                yield return $"{s_names[i]} {Word(i * 4):x8}, QEMU {qemu.Word(i * 4):x8}";
            }
        }

        for (int i = 0; i < 32; i++)
        {
            if (Double(i) != qemu.Double(i))
            {
                yield return $"d{i} {Double(i):x16}, QEMU {qemu.Double(i):x16}";
            }
        }

        for (int at = 352; at < StraysOffset; at += 4)
        {
            if (Word(at) != qemu.Word(at))
            {
                yield return $"[{addresses.Data + at - 352:x8}] {Word(at):x8}, QEMU {qemu.Word(at):x8}";
            }
        }

        if (Strays != qemu.Strays)
        {
            yield return $"{Strays.Count} words outside the data ({Strays.Hash:x8}), QEMU {qemu.Strays.Count} ({qemu.Strays.Hash:x8})";
        }
    }

    /// <summary>The registers and the data.</summary>
    public void CopyTo(Span<uint> registers, Span<ulong> doubles, Span<uint> data)
    {
        for (int i = 0; i < registers.Length; i++)
        {
            registers[i] = Word(i * 4);
        }

        for (int i = 0; i < doubles.Length; i++)
        {
            doubles[i] = Double(i);
        }

        for (int i = 0; i < data.Length; i++)
        {
            data[i] = Word(352 + (i * 4));
        }
    }

    /// <summary>True when the records are the same.</summary>
    public bool Equals(DifferResult other) => Span.SequenceEqual(other.Span);

    private ReadOnlySpan<byte> Span => record.Span;

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Span[offset..]);

    private ulong Double(int index) => BinaryPrimitives.ReadUInt64LittleEndian(Span[(96 + (index * 8))..]);
}
