using System.Text.RegularExpressions;
using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

/// <summary>Makes the operands of loads and stores such that most of them hit the data.</summary>
internal sealed partial class MemoryOperands
{
    private const uint Middle = DifferLayout.Data + (DifferLayout.DataSize / 2);
    private const uint Sp = 13;

    private readonly RowFields _fields;
    private readonly Random _random;
    private readonly bool _isShiftedA32;
    private readonly bool _usesStack;
    private readonly bool _isStore;

    private MemoryOperands(InstructionRow row, RowFields fields, Random random)
    {
        _fields = fields;
        _random = random;
        _isShiftedA32 = fields.Width('h') == 7;
        _usesStack = !fields.Has('n');
        _isStore = Store().IsMatch(row.Assembly);
    }

    /// <summary>The operands of a load, store or preload; null for other rows.</summary>
    public static MemoryOperands? Of(InstructionRow row, RowFields fields, Random random) =>
        Mnemonic().IsMatch(row.Assembly) ? new MemoryOperands(row, fields, random) : null;

    /// <summary>Sets base and offset.</summary>
    public void Prepare(DifferCase made)
    {
        bool isPlain = _random.Next(8) != 0;
        if (isPlain && _fields.Has('i'))
        {
            // Small offsets; the multiple that an encoding makes of them may still leave the data.
            made.Word = _fields.With(made.Word, 'i', _fields.Get(made.Word, 'i') & 0x1F);
        }

        if (isPlain && _isShiftedA32)
        {
            // Amount in the upper five bits, kind in the lower two.
            made.Word = _fields.With(made.Word, 'h', _fields.Get(made.Word, 'h') & 0xF);
        }

        if (isPlain && _fields.Has('m') && Register(made, 'm') is < 15 and uint index)
        {
            made.R[index] = _random.Next(4) == 0 ? (uint)-_random.Next(32) : (uint)_random.Next(32);
        }

        uint register = _usesStack ? Sp : Register(made, 'n');
        if (register < 15)
        {
            made.R[register] = Base();
        }
    }

    /// <summary>
    /// The start of a page that an access of several words meets with a fault. How many of them a store has written by then is
    /// nobody's business, so no load looks there.
    /// </summary>
    private uint AllowedBelow => _isStore ? DifferLayout.ReadOnlyPage : DifferLayout.ReadOnlyPage + DifferLayout.PageSize;

    private uint Register(DifferCase made, char letter) => _fields.Get(made.Word, letter);

    private uint Base()
    {
        uint page = _random.Next(16) switch
        {
            0 => _random.Next(8) switch
            {
                0 => DifferLayout.KernelOnlyPage + (DifferLayout.PageSize / 2),
                1 => DifferLayout.ReadOnlyPage + (DifferLayout.PageSize / 2),
                2 => DifferLayout.OtherDomain,
                3 or 4 => AllowedBelow,
                5 => 0xFFFF_FFC0,
                6 => DifferLayout.Results,
                _ => (uint)_random.NextInt64(1L << 32),
            },
            _ => Middle,
        };
        uint align = _random.Next(6) switch { 0 => 1u, 1 => 2u, 2 => 8u, 3 => 16u, _ => 4u };
        return (page + (uint)_random.Next(-40, 40)) & (0 - align);
    }

    [GeneratedRegex("^(st|push|vst|vpush|fst|srs|swp)")]
    private static partial Regex Store();

    [GeneratedRegex(
        @"^(ldr|str|ldm|stm|push|pop|pld|pli|memory|vldr|vstr|vldm|vstm|fldm|fstm|vld\d|vst\d|vpush|vpop|swp|tb[bh]|rfe|srs|ldc|stc)")]
    private static partial Regex Mnemonic();
}
