using Introspect.Arm.Decoding;
using Introspect.Arm.Tests.Decoding;
using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

public sealed class EveryRowTests
{
    private const uint ItOfOneInstruction = 0xBF08;

    public static TheoryData<ExecutionState> States =>
    [
        ExecutionState.None,
        ExecutionState.NoSpsr,
        ExecutionState.Privileged | ExecutionState.BigEndianData | ExecutionState.AlignmentCheck,
        ExecutionState.Privileged | ExecutionState.FloatingPoint | ExecutionState.AdvancedSimd | ExecutionState.FloatingPointAccess,
    ];

    [Theory, MemberData(nameof(States))]
    public void Any_word_can_be_lowered_and_its_block_ends(ExecutionState state)
    {
        foreach (InstructionRow row in InstructionTable.Rows)
        {
            foreach (uint word in RandomWords.Of(row, 50))
            {
                TestCpu cpu = row.Set == InstructionSet.A32 ? TestCpu.Arm(word) : TestCpu.Thumb(ItOfOneInstruction, word);
                cpu.State = state | (cpu.State & ExecutionState.Thumb);
                TranslatedBlock block = cpu.Run().Block!;
                Assert.True(block.Ops[^1].Code is Op.EndBlock or Op.Exit, $"{word:X8}: {RandomWords.Title(row)}");
                Assert.NotEqual(BlockEnd.Cut, cpu.End);
            }
        }
    }
}
