using Introspect.Arm.Decoding;
using Introspect.Arm.Tests.Decoding;
using Introspect.Ir;
using Introspect.Ir.Passes;

namespace Introspect.Arm.Tests.Instructions;

public sealed class EveryRowTests
{
    private const int WordsPerRow = 50;

    public static TheoryData<ExecutionState> States =>
    [
        ExecutionState.None,
        ExecutionState.NoSpsr,
        ExecutionState.Privileged | ExecutionState.BigEndianData | ExecutionState.AlignmentCheck,
        VectorCase.Enabled,
        VectorCase.Enabled | ExecutionState.BigEndianData | ExecutionState.AlignmentCheck,
    ];

    [Theory, MemberData(nameof(States))]
    public void Any_word_can_be_lowered_and_its_block_ends(ExecutionState state)
    {
        var translator = new BlockTranslator(TestCpu.Everything);
        var lastOfItBlock = new ItState(0x08);
        foreach (InstructionRow row in InstructionTable.Rows)
        {
            ExecutionState of = row.Set == InstructionSet.A32 ? state : (state | ExecutionState.Thumb).With(lastOfItBlock);
            foreach (uint word in RandomWords.Of(row, WordsPerRow))
            {
                TranslatedBlock block = translator.Translate(TestCpu.CodeAddress, of, new Code(row.Set, word), maxInstructions: 1);
                Assert.True(block.Ops[^1].Code is Op.EndBlock or Op.Jump or Op.JumpExchange or Op.Exit, $"{word:X8}: {RandomWords.Title(row)}");
                Assert.True(Verifier.Find(block.Ops) is null, $"{word:X8}: {RandomWords.Title(row)}: {Verifier.Find(block.Ops)}");
            }
        }
    }

    private sealed class Code(InstructionSet set, uint word) : IInstructionSource
    {
        public bool TryFetch(uint address, out ushort halfword)
        {
            bool isHigh = (address & 2) != 0 ? set == InstructionSet.A32 : set == InstructionSet.T32;
            halfword = (ushort)(isHigh ? word >> 16 : word);
            return true;
        }
    }
}
