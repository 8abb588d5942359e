using System.Buffers.Binary;
using Introspect.Arm;
using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

public sealed class InstructionSequenceTests
{
    private const uint Trampoline = DifferLayout.Trampoline;

    [Fact]
    public void A_register_is_loaded_from_behind_the_code_before_the_instruction_that_needs_it()
    {
        InstructionSequence sequence = Sequence(isThumb: false, register: 1, 0xE591_0000);
        Assert.Equal(
            [0xE59F_1004, 0xE591_0000, Trampoline, 0x1234_5678],   // ldr r1, [pc, #4]; ldr r0, [r1]
            Words(sequence));
    }

    [Fact]
    public void A_high_register_is_loaded_by_way_of_a_low_one_before_Thumb_2()
    {
        InstructionSequence sequence = Sequence(isThumb: true, register: 13, 0x9800);
        Assert.Equal(
            [0x4685_4802, 0xDEFE_9800, Trampoline, 0x1234_5678],   // ldr r0, [pc, #8]; mov sp, r0; ldr r0, [sp]
            Words(sequence));
    }

    [Fact]
    public void A_beginning_has_its_instructions_where_the_whole_has_them()
    {
        InstructionSequence whole = Sequence(isThumb: false, register: 1, 0xE591_0000, 0xE591_2000);
        InstructionSequence beginning = whole.Prefix(1);
        Assert.Equal((8, whole.CodeSize), (beginning.CodeLength, beginning.CodeSize));
        uint[] all = Words(whole), some = Words(beginning);
        Assert.Equal([.. all[..2], Trampoline, Trampoline, .. all[4..]], some);
    }

    private static InstructionSequence Sequence(bool isThumb, uint register, params uint[] words)
    {
        var profile = Profile.Named("arm926ej-s");
        var decoder = new InstructionDecoder(profile.Model);
        var sequence = new InstructionSequence(profile, isThumb);
        foreach (uint word in words)
        {
            InstructionRow row = InstructionTable.Rows[decoder.Find(isThumb ? InstructionSet.T16 : InstructionSet.A32, word)];
            var made = new DifferCase(sequence, row, word);
            made.Prepare(register, 0x1234_5678);
            sequence.Add(made, over: null);
        }

        return sequence;
    }

    private static uint[] Words(InstructionSequence sequence)
    {
        byte[] record = new byte[sequence.Size];
        sequence.WriteTo(record);
        return [.. record[DifferLayout.CaseSize..].Chunk(4).Select(word => BinaryPrimitives.ReadUInt32LittleEndian(word))];
    }
}
