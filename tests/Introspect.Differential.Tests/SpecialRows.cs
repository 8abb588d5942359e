using System.Globalization;
using System.Text.RegularExpressions;
using Introspect.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Disassembly;
using Introspect.Arm.Operands;

namespace Introspect.Differential.Tests;

/// <summary>Rows whose random words would leave the harness or never end: refused, or led back to it.</summary>
internal sealed partial class SpecialRows(InstructionDecoder decoder, RowFields fields, Random random, bool inSequence)
{
    private const uint Privileged = 0x13;
    private const uint Sp = 13;
    private const uint User = 0x10;
    private const uint SystemMode = 0x1F;

    /// <summary>Makes a case harmless; false when that cannot be done.</summary>
    public bool TryPrepare(DifferCase made)
    {
        switch (made.Row.Name)
        {
            case "Svc":
                return !IsSemihosting(made.Row.Set, fields.Get(made.Word, 'i'));
            case "Branch" or "BranchConditional" or "BranchLink" or "BranchLinkExchange" or "CompareAndBranch":
                return EndsBehind(made);
            case "MsrImmediate":
                return (made.Mode == User && !StatusFields.From(fields.Get(made.Word, 'f')).IsSaved) || !WritesControl(made);
            case "MsrRegister":
                uint source = fields.Get(made.Word, 'n');
                if (source < 15)
                {
                    made.Prepare(source, (made.R[source] & 0xFE0F_FE00) | made.Profile.Masks | 0x10 | (made.Mode & 0xF));
                }

                return true;
            case "Cps":
                made.Word = WithModeOfCase(made);
                return true;
            case "Mrc" or "Mcr":
                SystemRegisters.Choose(made, fields, random);
                return true;
            case "Srs":
                made.Word = fields.With(made.Word, 'm', made.Mode);
                return made.Mode is not (User or SystemMode);
            case "Rfe":
                return PrepareReturn(made);
            case "Eret" or "LdmExceptionReturn":
                return made.Mode is not (User or SystemMode);
            case "Strex" or "Strexb" or "Strexh" or "Strexd":
                // A store-exclusive of another size than the load-exclusive before it is open (ARM DDI 0406C A3.4.5).
                LoadBefore(made);
                return !inSequence || made.Before.Count > 0;
            case "IfThen":
                FillItBlock(made);
                return (made.Cpsr & 0x0600_FC00) == 0;
            default:
                return !LoopsByPc(made);
        }
    }

    private static bool IsSemihosting(InstructionSet set, uint immediate) => immediate == (set == InstructionSet.A32 ? 0x12_3456u : 0xAB);

    // Nowhere in the stubs of the harness, and not onto itself.
    private bool EndsBehind(DifferCase made)
    {
        string text = Disassembler.Disassemble(decoder, made.Row.Set, made.Word, made.Address) ?? "";
        Match target = Target().Match(text);
        uint address = target.Success ? uint.Parse(target.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;
        DifferAddresses at = made.Profile.At;
        return (address < at.Entry || address >= at.CodePage) && (address < at.Code || address > at.Code + 4);
    }

    private bool WritesControl(DifferCase made) =>
        (StatusFields.From(fields.Get(made.Word, 'f')).Mask & StatusFields.Control) != 0;

    private uint WithModeOfCase(DifferCase made)
    {
        uint mode = random.Next(3) switch { 0 => Privileged, 1 => 0x12u, _ => SystemMode };
        return made.Row.Set switch
        {
            InstructionSet.A32 => (made.Word & 1u << 17) != 0 ? (made.Word & ~0x1Fu) | mode : made.Word,
            InstructionSet.T32 => (made.Word & 1u << 8) != 0 ? (made.Word & ~0x1Fu) | mode : made.Word,
            _ => made.Word,
        };
    }

    // Pairs of a PC and a CPSR; the base is such that the access begins with a PC (IB and DA begin a word off).
    private bool PrepareReturn(DifferCase made)
    {
        var values = new RandomValues(random, made.Profile.At);
        for (int i = 0; i < made.Data.Length; i += 2)
        {
            made.Data[i] = values.CodeAddress();
            made.Data[i + 1] = (values.Word() & 0xF80F_0220) | made.Profile.Masks | 0x10 | (random.Next(2) == 0 ? Privileged : made.Mode & 0xF);
        }

        uint n = fields.Get(made.Word, 'n');
        made.Cpsr &= ~DifferCase.BigEndianBit;
        if (made.Mode is User or SystemMode || n == 15)
        {
            return false;
        }

        uint order = made.Row.Set == InstructionSet.A32 ? fields.Get(made.Word, 'o') : 1;
        made.Prepare(n, made.Profile.At.Data + 128 + ((uint)random.Next(-8, 8) * 8) + (order is 0 or 3 ? 4u : 0));
        return true;
    }

    /// <summary>A load-exclusive of the same address and size before half of the store-exclusives, so that they succeed.</summary>
    private void LoadBefore(DifferCase made)
    {
        uint n = fields.Get(made.Word, 'n');
        uint t = (uint)random.Next(6) * 2;
        if (random.Next(3) == 0 || n == 15 || n == t || n == t + 1 || (made.Cpsr & 0x0600_FC00) != 0)
        {
            return;
        }

        uint load = made.Row.Set == InstructionSet.A32
            ? 0xE190_0F9F | (made.Word & 0x0060_0000) | (n << 16) | (t << 12)
            : made.Row.Name switch
            {
                "Strex" => 0xE850_0F00 | (n << 16) | (t << 12) | (made.Word & 0xFF),
                "Strexd" => 0xE8D0_007F | (n << 16) | (t << 12) | ((t + 1) << 8),
                _ => 0xE8D0_0F0F | (n << 16) | (t << 12) | (made.Word & 0xF0),
            };
        made.Before.Add((made.Row.Set, load));
    }

    private void FillItBlock(DifferCase made)
    {
        for (uint i = 0; i < 5; i++)
        {
            uint add = 0x3001u | (i << 8);
            uint move = 0x2000u | (i << 8) | (uint)random.Next(256);
            uint compare = 0x2800u | (i << 8) | (uint)random.Next(4);
            made.After.Add((InstructionSet.T16, random.Next(3) switch { 0 => add, 1 => move, _ => compare }));
        }
    }

    // What is computed from the PC and written to the PC may come back to itself; in T16 one field is both operand and result.
    private bool LoopsByPc(DifferCase made)
    {
        char[] ofPc = [.. fields.Registers.Where(letter => fields.Get(made.Word, letter) == 15)];
        bool isShort = fields.Registers.Select(letter => fields.Get(made.Word, letter)).Append(Sp)
            .Any(register => register < 15 && (int)made.R[register] is > -64 and < 64);
        return ofPc.Length > 1 || (ofPc.Contains('d') && made.Row.Set == InstructionSet.T16 && isShort);
    }

    [GeneratedRegex("#0x([0-9a-f]+)$")]
    private static partial Regex Target();
}
