using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Tests.Instructions;

/// <summary>
/// A CPU for loads and stores: the word at each address from 0x0F00 to 0x10FC is 0x80800000 plus the address, r1 and sp are 0x1000, r2 is 4,
/// and every other register holds 0x51000000 plus sixteen times its number.
/// </summary>
internal static class MemoryCpu
{
    public const uint Base = 0x1000;
    private const uint FirstWord = 0x0F00, EndOfWords = 0x1100;

    public static TestCpu Of(bool thumb, params uint[] words)
    {
        TestCpu cpu = thumb ? TestCpu.Thumb(words) : TestCpu.Arm(words);
        for (uint address = FirstWord; address < EndOfWords; address += 4)
        {
            cpu.WithMemory(address, 0x8080_0000 + address);
        }

        for (Reg register = Reg.R0; register < Reg.Pc; register++)
        {
            cpu[register] = Initial(register);
        }

        return cpu;
    }

    /// <summary>Registers other than the PC that no longer have their first value, as "r0=80801000 r1=00001004".</summary>
    public static string Changes(this TestCpu cpu) => string.Join(' ', Enumerable.Range(0, 15).Select(n => (Reg)n)
        .Where(register => cpu[register] != Initial(register))
        .Select(register => $"{DisassemblyText.NameOf(register)}={cpu[register]:X8}"));

    /// <summary>Words that no longer have their first value, as "1000=11223344".</summary>
    public static string Stores(this TestCpu cpu) => string.Join(' ', Enumerable.Range(0, (int)(EndOfWords - FirstWord) / 4)
        .Select(i => FirstWord + (4 * (uint)i))
        .Where(address => cpu.Word(address) != 0x8080_0000 + address)
        .Select(address => $"{address:X4}={cpu.Word(address):X8}"));

    private static uint Initial(Reg register) => register switch
    {
        Reg.R1 or Reg.Sp => Base,
        Reg.R2 => 4,
        _ => 0x5100_0000 + (16 * (uint)register),
    };
}
