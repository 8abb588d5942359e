using System.Globalization;
using Introspect.Arm.Decoding;
using Introspect.Arm.Disassembly;
using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

/// <summary>
/// A row of a table of vectors: one instruction, the state in front of it and what it changes, as text. "A32 E0910002" is the encoding;
/// a state is registers in hexadecimal and flags by letter, upper case when set: "r1=7FFFFFFF r2=1 ge=F nzCvq". What is not named
/// in front of the instruction is clear, or a number that no vector uses; what is not named behind it must be as it was.
/// </summary>
internal static class InstructionVector
{
    private const string FlagLetters = "nzcvq";
    private const uint Untouched = 0xC0DE_0000;

    public static void Check(string encoding, string assembly, string before, string after)
    {
        InstructionSet set = Enum.Parse<InstructionSet>(encoding[..3]);
        uint word = Hexadecimal(encoding[4..]);
        Assert.Equal(assembly, Disassembler.Disassemble(new InstructionDecoder(TestCpu.Everything), set, word, TestCpu.CodeAddress));

        TestCpu cpu = set == InstructionSet.A32 ? TestCpu.Arm(word) : TestCpu.Thumb(word);
        uint next = TestCpu.CodeAddress + (set == InstructionSet.T16 ? 2u : 4u);
        var expected = new SortedDictionary<string, uint> { ["pc"] = next, ["ge"] = 0 };
        for (int i = 0; i < 15; i++)
        {
            expected[$"r{i}"] = Untouched + (uint)i;
        }

        foreach (char letter in FlagLetters)
        {
            expected[$"{letter}"] = 0;
        }

        Read(before, expected);
        foreach ((string name, uint value) in expected)
        {
            cpu[SlotOf(name)] = value;
        }

        cpu[Slot.Pc] = TestCpu.CodeAddress;
        cpu.Run();
        Assert.Equal(BlockEnd.Ended, cpu.End);
        Read(after, expected);
        Assert.Equal(Text(expected, name => expected[name]), Text(expected, name => cpu[SlotOf(name)]));
    }

    private static void Read(string text, SortedDictionary<string, uint> state)
    {
        foreach (string term in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = term.Split('=');
            if (sides.Length == 2)
            {
                state[sides[0]] = Hexadecimal(sides[1]);
                continue;
            }

            foreach (char letter in term)
            {
                state[$"{char.ToLowerInvariant(letter)}"] = char.IsUpper(letter) ? 1u : 0;
            }
        }
    }

    private static string Text(SortedDictionary<string, uint> state, Func<string, uint> value) =>
        string.Join(' ', state.Keys.Select(name => $"{name}={value(name):X}"));

    private static uint Hexadecimal(string digits) => uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static Slot SlotOf(string name) => name switch
    {
        "pc" => Slot.Pc,
        "ge" => Slot.GreaterEqual,
        "n" => Slot.N,
        "z" => Slot.Z,
        "c" => Slot.C,
        "v" => Slot.V,
        "q" => Slot.Q,
        _ => Slot.General(int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture)),
    };
}
