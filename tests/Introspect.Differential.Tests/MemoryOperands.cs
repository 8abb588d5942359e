using System.Text.RegularExpressions;
using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

/// <summary>Makes the operands of loads and stores such that most of them hit the data.</summary>
internal sealed partial class MemoryOperands
{
    private const uint Sp = 13;

    private readonly DifferAddresses _at;
    private readonly RowFields _fields;
    private readonly Random _random;
    private readonly bool _isShiftedA32;
    private readonly bool _usesStack;
    private readonly bool _isStore;
    private readonly bool _inSequence;
    private readonly bool _isAligned;
    private readonly bool _neverFaults;
    private readonly bool _isVector;

    private MemoryOperands(Profile profile, InstructionRow row, RowFields fields, Random random, bool inSequence)
    {
        _at = profile.At;
        _inSequence = inSequence;
        _isAligned = profile.IsBeforeUnaligned;

        // Behind a load-exclusive that faulted, whether the store does is IMPLEMENTATION DEFINED (ARM DDI 0406C A3.4.5).
        _isVector = row.Name.StartsWith("Vector", StringComparison.Ordinal);
        _neverFaults = inSequence && row.Name.StartsWith("Strex", StringComparison.Ordinal);
        _fields = fields;
        _random = random;
        _isShiftedA32 = fields.Width('h') == 7;
        _usesStack = !fields.Has('n');
        _isStore = Store().IsMatch(row.Assembly);
    }

    /// <summary>The operands of a load, store or preload; null for other rows.</summary>
    public static MemoryOperands? Of(Profile profile, InstructionRow row, RowFields fields, Random random, bool inSequence) =>
        Mnemonic().IsMatch(row.Assembly) ? new MemoryOperands(profile, row, fields, random, inSequence) : null;

    /// <summary>Sets base and offset.</summary>
    public void Prepare(DifferCase made)
    {
        // Every exception in a sequence takes its time; and what is not aligned QEMU does as ARMv7 does, unless it faults.
        bool isPlain = _inSequence || _random.Next(8) != 0;
        bool isMultiple = _isAligned && _inSequence;
        made.Flags |= _isAligned ? DifferLayout.CheckAlignment : 0;
        if (isPlain && _fields.Has('i'))
        {
            // Small offsets; the multiple that an encoding makes of them may still leave the data.
            made.Word = _fields.With(made.Word, 'i', _fields.Get(made.Word, 'i') & (isMultiple ? 0x1Cu : 0x1Fu));
        }

        if (isPlain && _isShiftedA32)
        {
            // Amount in the upper five bits, kind in the lower two.
            made.Word = _fields.With(made.Word, 'h', _fields.Get(made.Word, 'h') & (isMultiple ? 0xCu : 0xFu));
        }

        if (isPlain && _fields.Has('m') && Register(made, 'm') is < 15 and uint index)
        {
            uint offset = (uint)_random.Next(32) & (isMultiple ? ~3u : ~0u);
            made.Prepare(index, _random.Next(4) == 0 ? 0 - offset : offset);
        }

        uint register = _usesStack ? Sp : Register(made, 'n');
        if (register < 15)
        {
            made.Prepare(register, Base());
        }
    }

    /// <summary>
    /// The start of a page that an access of several words meets with a fault. How many of them a store has written by then is
    /// nobody's business, so no load looks there.
    /// </summary>
    private uint AllowedBelow => _isStore ? _at.ReadOnlyPage : _at.ReadOnlyPage + DifferLayout.PageSize;

    private uint Register(DifferCase made, char letter) => _fields.Get(made.Word, letter);

    private uint Base()
    {
        if (_neverFaults)
        {
            return _at.Data + ((uint)_random.Next(8, 24) * 8);
        }

        uint page = _random.Next(_inSequence ? 128 : 16) switch
        {
            0 => _random.Next(8) switch
            {
                0 => _at.KernelOnlyPage + (DifferLayout.PageSize / 2),
                1 => _at.ReadOnlyPage + (DifferLayout.PageSize / 2),
                2 => _at.Batch,
                3 or 4 => AllowedBelow,
                5 => 0xFFFF_FFC0,
                6 => _at.Results,
                _ => (uint)_random.NextInt64(1L << 32),
            },
            _ => _at.Data + (DifferLayout.DataSize / 2),
        };
        uint aligned = _isVector && _inSequence ? 32u : _random.Next(2) == 0 ? 4u : 8u;
        uint align = _random.Next(_inSequence ? 64 : 6) switch { 0 => 1u, 1 => 2u, 2 => 16u, 3 => 4u, _ => aligned };
        return (page + (uint)_random.Next(-40, 40)) & (0 - align);
    }

    [GeneratedRegex("^(st|push|vst|vpush|fst|srs|swp)")]
    private static partial Regex Store();

    [GeneratedRegex(
        @"^(ldr|str|ldm|stm|push|pop|pld|pli|memory|vldr|vstr|vldm|vstm|fldm|fstm|vld\d|vst\d|vpush|vpop|swp|tb[bh]|rfe|srs|ldc|stc)")]
    private static partial Regex Mnemonic();
}
