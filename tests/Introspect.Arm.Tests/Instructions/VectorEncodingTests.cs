using Introspect.Arm.Decoding;
using Introspect.Arm.Models;
using Introspect.Arm.Tests.Decoding;
using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

public sealed class VectorEncodingTests
{
    private const int WordsPerRow = 20;
    private const uint Always = 0xE000_0000;

    [Fact]
    public void A_Thumb_encoding_means_what_its_A32_encoding_means()
    {
        InstructionRow[] rows = [.. InstructionTable.Rows.Where(row => row.Set == InstructionSet.A32 &&
            (row.Needs & (ArmExtensions.Vfp2 | ArmExtensions.AdvancedSimd)) != 0)];
        Assert.NotEmpty(rows);
        foreach (InstructionRow row in rows)
        {
            foreach (uint word in RandomWords.Of(row, WordsPerRow).Where(w => !NamesPc(w)))
            {
                uint arm = word >> 28 == 15 ? word : (word & 0x0FFF_FFFF) | Always;
                TranslatedBlock expected = Lower(VectorCase.Cpu(arm));
                TranslatedBlock actual = Lower(VectorCase.ThumbCpu(Thumb(arm)));
                Assert.Equal(expected.Ops.Length, actual.Ops.Length);
                Assert.All(expected.Ops.Zip(actual.Ops), pair => Assert.True(
                    pair.First == pair.Second || pair.First.Code == Op.Exit, $"{arm:X8} {RandomWords.Title(row)}"));
            }
        }
    }

    private static bool NamesPc(uint word) => ((word >> 16) & 15) == 15;

    private static TranslatedBlock Lower(TestCpu cpu) => cpu.Run().Block!;

    private static uint Thumb(uint arm) => (arm >> 25) switch
    {
        0b1111_001 => 0xEF00_0000 | ((arm & 0x0100_0000) << 4) | (arm & 0x00FF_FFFF),
        0b1111_010 => 0xF900_0000 | (arm & 0x00FF_FFFF),
        _ => arm,
    };
}
