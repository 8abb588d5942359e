using Introspect.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Models;

namespace Introspect.Differential.Tests;

/// <summary>
/// Random cases of one row, the same for the same seed. Words are the row's fixed bits with all else at random; memory accesses
/// mostly hit the data, changes of mode stay among the modes that belong to a case.
/// </summary>
internal sealed class CaseGenerator
{
    /// <summary>The modes of a case; Supervisor mode is the usual one.</summary>
    private static readonly uint[] s_modes = [0x13, 0x13, 0x13, 0x13, 0x10, 0x10, 0x10, 0x1F, 0x12, 0x11];

    private const uint Masks = 0x1C0;
    private const int Attempts = 2000;

    private readonly InstructionRow _row;
    private readonly RowFields _fields;
    private readonly MemoryOperands? _memory;
    private readonly InstructionDecoder _decoder;
    private readonly Random _random;
    private readonly RandomValues _values;

    public CaseGenerator(InstructionRow row, InstructionDecoder decoder, int seed)
    {
        _row = row;
        _decoder = decoder;
        _fields = new RowFields(row);
        _random = new Random(HashCodeOf(seed, row));
        _values = new RandomValues(_random);
        _memory = MemoryOperands.Of(row, _fields, _random);
    }

    /// <summary>The model whose instructions are compared.</summary>
    public static CpuModel Model => CpuCatalog.ByName["cortex-a15"];

    /// <summary>Cases; fewer when the row leaves hardly a word to others.</summary>
    public IEnumerable<DifferCase> Generate(int count)
    {
        for (int i = 0; i < Attempts + count && count > 0; i++)
        {
            uint word = RandomWord();
            if (_decoder.Find(_row.Set, word) != _row.Number)
            {
                continue;
            }

            DifferCase made = State(word);
            _memory?.Prepare(made);
            if (!SpecialRows.TryPrepare(made, _fields, _random) || _decoder.Find(_row.Set, made.Word) != _row.Number ||
                OpenCases.ReasonNotToRun(made, _fields) is not null)
            {
                continue;
            }

            count--;
            yield return made;
        }
    }

    private static int HashCodeOf(int seed, InstructionRow row)
    {
        uint hash = 2166136261u ^ (uint)seed;
        foreach (char c in $"{row.Set}{row.Pattern}")
        {
            hash = (hash ^ c) * 16777619;
        }

        return (int)hash;
    }

    private uint RandomWord()
    {
        uint word = ((uint)_random.NextInt64(1L << 32) & ~_row.Mask) | _row.Value;
        word &= _row.Set == InstructionSet.T16 ? 0xFFFFu : uint.MaxValue;
        uint ignored = _row.Pattern.Replace(" ", string.Empty).Aggregate(0u, (mask, bit) => (mask << 1) | (bit == '-' ? 1u : 0));
        word &= _row.Name == "MemoryHint" ? uint.MaxValue : ~ignored;
        if (_row.Set == InstructionSet.A32 && _row.Pattern.StartsWith("cccc", StringComparison.Ordinal) && _random.Next(2) == 0)
        {
            word = (word & 0x0FFF_FFFF) | 0xE000_0000;
        }

        foreach (char letter in _fields.Registers)
        {
            uint register = _fields.Get(word, letter);
            bool isRare = register == 15 ? _fields.IsNotPc(letter) || _random.Next(4) != 0 : register == 13 && _random.Next(2) == 0;
            word = isRare ? _fields.With(word, letter, (uint)_random.Next(13)) : word;
        }

        return word;
    }

    private DifferCase State(uint word)
    {
        var made = new DifferCase(_row, word);
        for (int i = 0; i < made.R.Length; i++)
        {
            made.R[i] = _random.Next(12) == 0 ? _values.CodeAddress() : _values.Word();
        }

        for (int i = 0; i < made.D.Length; i++)
        {
            made.D[i] = _values.Vector();
        }

        for (int i = 0; i < made.Data.Length; i++)
        {
            made.Data[i] = _random.Next(4) == 0 ? _values.CodeAddress() : _values.Word();
        }

        made.Cpsr = Psr(s_modes[_random.Next(s_modes.Length)]);
        if (_row.Set != InstructionSet.A32)
        {
            made.Cpsr |= DifferCase.ThumbBit | (_random.Next(3) == 0 ? LastOfItBlock() : 0);
        }

        uint returning = s_modes[_random.Next(s_modes.Length)];
        made.Spsr = Psr(returning) | Masks | (_random.Next(2) == 0 ? DifferCase.ThumbBit : 0);
        made.Fpscr = Fpscr();
        made.Flags |= _random.Next(8) == 0 ? DifferLayout.CheckAlignment : 0;
        return made;
    }

    // N, Z, C, V, Q, GE, sometimes E.
    private uint Psr(uint mode) =>
        ((uint)_random.NextInt64(1L << 32) & 0xF80F_0000) | (_random.Next(10) == 0 ? DifferCase.BigEndianBit : 0) | mode;

    // IT[7:4] a condition other than 1110 and 1111, IT[3:0] = 1000, spread over CPSR 15:10 and 26:25.
    private uint LastOfItBlock()
    {
        uint it = ((uint)_random.Next(14) << 4) | 8;
        return ((it >> 2) << 10) | ((it & 3) << 25);
    }

    // Flags, AHP, DN, FZ, rounding, cumulative bits, now and then a length of short vectors, which the Cortex-A15 refuses to compute.
    private uint Fpscr()
    {
        uint random = (uint)_random.NextInt64(1L << 32);
        uint modes = random & (_random.Next(3) == 0 ? 0x07C0_0000u : _random.Next(2) == 0 ? 0x00C0_0000u : 0);
        uint vectors = _random.Next(10) == 0 ? random & ExecutionStateExtensions.FpscrVector : 0;
        return (random & 0xF000_0000) | modes | vectors | (_random.Next(4) == 0 ? random & 0x0800_009F : 0);
    }
}
