using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Gee.External.Capstone;
using Gee.External.Capstone.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Disassembly;
using Introspect.Arm.Tests.Decoding;

namespace Introspect.Arm.Tests.Disassembly;

/// <summary>The text of each row on random words of it is what Capstone writes. Words that Capstone or an operand refuses are passed over.</summary>
public sealed class CapstoneTests
{
    private const int WordsPerRow = 200;
    private const uint Address = 0x1_0000;

    /// <summary>Differences of spelling that mean nothing: a pattern, what takes its place (on both sides), and why.</summary>
    private static readonly (Regex Pattern, string Replacement, string Reason)[] s_spellings =
    [
        (new Regex(@"\s+"), " ", "white space"),
        (new Regex(@"^ldm(\w\w)?(\.w)? sp!, (\{\w+\})$"), "pop$1$2 $3", "one register from the stack"),
        (new Regex(@"^(?:stmdb|push)(\w\w)?(?:\.w)?(?: sp!,)? (\{\w+\})$"), "push$1 $2", "one register to the stack"),
        (new Regex("^(rfe|srs)ia"), "$1", "no order means increment after"),
        (new Regex(@"^(cpsi[ed])\.w"), "$1", "a width for one form of two"),
        (new Regex(@"\[pc, #0\]"), "[pc]", "an offset of zero"),
        (new Regex("^trap ?$"), "udf #254", "a name of its own for one number"),
    ];

    /// <summary>A number: Capstone writes some in decimal, some in hexadecimal, some with a sign. Negative ones are compared as 32-bit values.</summary>
    private static readonly Regex s_number = new("#(-?)(0x[0-9a-f]+|[0-9]+)");

    /// <summary>Rows whose text Capstone gets wrong: assembly text of the row, and what is wrong.</summary>
    private static readonly Dictionary<string, string> s_allowed = new()
    {
        ["memory hint"] = "a hint that is not allocated has no name",
        ["nv"] = "Capstone knows ARMv5 and later, where these words are other instructions",
        ["msr{c} cpsr_, {i}"] = "Capstone knows ARMv6K and later, where these words are hints",
        ["bl.prefix {i}"] = "Capstone reads both halves as one",
        ["bl.suffix {i}"] = "Capstone reads both halves as one",
        ["blx.suffix {i}"] = "Capstone reads both halves as one",
    };

    /// <summary>Words that the manual leaves open and Capstone reads otherwise: which ones, and why.</summary>
    private static readonly (InstructionSet Set, Predicate<uint> Holds, string Reason)[] s_disputed =
    [
        (
            InstructionSet.T32,
            static w => (w & 0xFFD0_F0C0) == 0xFA90_F080 && ((w >> 16) & 0xF) != (w & 0xF),
            "CLZ, RBIT, REV, REV16, REVSH hold their register twice; where the two differ Capstone takes the first, QEMU the second"
        ),
    ];

    public static TheoryData<string> Rows => [.. InstructionTable.Rows.Select(RandomWords.Title)];

    [Theory, MemberData(nameof(Rows))]
    public void A_row_reads_as_Capstone_writes_it(string title)
    {
        InstructionRow row = InstructionTable.Rows.First(r => RandomWords.Title(r) == title);
        var decoder = new InstructionDecoder(TestCpu.EverythingWith(row));
        using CapstoneArmDisassembler capstone = CapstoneDisassembler.CreateArmDisassembler(
            row.Set == InstructionSet.A32 ? ArmDisassembleMode.Arm : ArmDisassembleMode.Thumb);
        int compared = 0;
        var differences = new List<string>();
        foreach (uint word in RandomWords.Of(row, WordsPerRow).Where(w => decoder.Find(row.Set, w) == row.Number))
        {
            ArmInstruction[] theirs = capstone.Disassemble(Bytes(row.Set, word), Address);
            string? ours = Disassembler.Disassemble(decoder, row.Set, word, Address);
            if (theirs.Length != 1 || ours is null || s_disputed.Any(d => d.Set == row.Set && d.Holds(word)))
            {
                continue;
            }

            compared++;
            string expected = Normalise($"{theirs[0].Mnemonic} {theirs[0].Operand}");
            string actual = Normalise(ours);
            if (expected != actual)
            {
                differences.Add($"{word:X8}: Capstone '{expected}', row '{actual}'");
            }
        }

        if (s_allowed.ContainsKey(row.Assembly))
        {
            Assert.True(compared == 0 || differences.Count > 0, "Capstone agrees now: the row needs no allowance");
            return;
        }

        Assert.True(compared > 0, "Capstone knows no word of this row");
        Assert.True(differences.Count == 0, $"{differences.Count} of {compared}\n{string.Join('\n', differences.Take(8))}");
    }

    private static string Normalise(string text)
    {
        foreach ((Regex pattern, string replacement, _) in s_spellings)
        {
            text = pattern.Replace(text, replacement);
        }

        return s_number.Replace(text, NumberOf).Trim();
    }

    private static string NumberOf(Match match)
    {
        string digits = match.Groups[2].Value;
        ulong value = digits.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.Parse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : ulong.Parse(digits, CultureInfo.InvariantCulture);
        return $"#{(match.Groups[1].Length == 0 ? value : (uint)(0 - value))}";
    }

    private static byte[] Bytes(InstructionSet set, uint word)
    {
        byte[] bytes = new byte[set == InstructionSet.T16 ? 2 : 4];
        switch (set)
        {
            case InstructionSet.A32:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
                break;
            case InstructionSet.T32:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(word >> 16));
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)word);
                break;
            case InstructionSet.T16:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)word);
                break;
        }

        return bytes;
    }
}
