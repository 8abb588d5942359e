using System.Numerics;
using Introspect.Arm.Decoding;
using Introspect.Arm.Models;
using Introspect.Arm.Tests.Decoding;
using Introspect.Ir;

namespace Introspect.Arm.Tests;

public sealed class BlockTranslatorTests
{
    [Fact]
    public void A_block_ends_at_the_end_of_its_page()
    {
        TranslatedBlock block = Translate(0x8FFC, ExecutionState.None, 0xE290_0001, 0xE290_0001);
        Assert.Single(block.Instructions);
        Assert.Equal(4u, block.SizeBytes);
        Assert.Equal(Op.Jump, block.Ops[^1].Code);
    }

    [Fact]
    public void A_failed_condition_skips_the_instruction()
    {
        TranslatedBlock block = Translate(0x8FFC, ExecutionState.None, 0x0290_0001);
        Assert.Equal(Op.SkipUnless, block.Ops[0].Code);
        Assert.Equal((byte)Condition.Equal, block.Ops[0].Size);
    }

    [Theory]
    [InlineData(0xF57F_F05B, true, true)]     // dmb ish
    [InlineData(0xF57F_F05A, true, false)]    // dmb ishst
    [InlineData(0xF57F_F04A, true, true)]     // dsb ishst
    [InlineData(0xF57F_F05B, false, false)]   // dmb ish
    public void A_barrier_has_a_meaning_beside_others(uint word, bool hasOthers, bool fences)
    {
        TranslatedBlock block = new BlockTranslator(CpuCatalog.ByName["cortex-a15"], hasOthers).Translate(0x8FFC, ExecutionState.None, new Words(0x8FFC, [word]));
        Assert.Equal(fences, block.Ops.Any(static op => op.Code == Op.Fence));
    }

    [Fact]
    public void A_block_of_the_longest_instructions_stays_within_its_bound()
    {
        const ExecutionState All = ExecutionState.Privileged | ExecutionState.BigEndianData | ExecutionState.FloatingPoint | ExecutionState.AdvancedSimd;
        foreach (InstructionRow row in InstructionTable.Rows.Where(row => row.Set != InstructionSet.T16))
        {
            foreach (uint word in RandomWords.Of(row, 40))
            {
                bool thumb = row.Set == InstructionSet.T32;
                uint fetched = thumb ? BitOperations.RotateLeft(word, 16) : word;
                TranslatedBlock block = Translate(0x8000, All | (thumb ? ExecutionState.Thumb : 0), [.. Enumerable.Repeat(fetched, BlockTranslator.MaxInstructions)]);
                Assert.True(block.Ops.Length <= BlockTranslator.MaxOperations, $"{RandomWords.Title(row)}: {block.Ops.Length} operations");
            }
        }
    }

    private static TranslatedBlock Translate(uint address, ExecutionState state, params uint[] words) =>
        new BlockTranslator(CpuCatalog.ByName["cortex-a15"]).Translate(address, state, new Words(address, words));

    private sealed class Words(uint address, uint[] words) : IInstructionSource
    {
        public bool TryFetch(uint at, out ushort halfword)
        {
            uint index = (at - address) / 4;
            halfword = index < words.Length ? (ushort)(words[index] >> (int)(8 * (at & 2))) : (ushort)0;
            return index < words.Length;
        }
    }
}
