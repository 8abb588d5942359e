using Introspect.Arm.Models;

namespace Introspect.Arm.Decoding;

/// <summary>
/// Finds the row of an instruction for one CPU model. Rows are tried in their order, from the most specific to the least; a table over
/// a dozen bits of the word narrows the search and is filled as words come by. One decoder serves one thread.
/// </summary>
public sealed class InstructionDecoder
{
    /// <summary>No row: the instruction is undefined on this model.</summary>
    public const int NoRow = -1;

    // Bits 28:20 and 7:4 tell 32-bit instructions apart best; of a condition, bit 28 alone then tells 1111 from 1110.
    private const uint WideIndex = 0x1FF0_00F0;
    private const uint NarrowIndex = 0x0000_FFC0;
    private const uint Condition = 0xF000_0000;
    private const uint Always = 0xE000_0000;

    private readonly SetIndex _a32;
    private readonly SetIndex _t32;
    private readonly SetIndex _t16;

    public InstructionDecoder(CpuModel model)
    {
        Model = model;
        _a32 = new SetIndex(model, InstructionSet.A32, WideIndex);
        _t32 = new SetIndex(model, InstructionSet.T32, WideIndex);
        _t16 = new SetIndex(model, InstructionSet.T16, NarrowIndex);
    }

    /// <summary>The model whose instructions it knows.</summary>
    public CpuModel Model { get; }

    /// <summary>The number of the row of <paramref name="word"/>, or <see cref="NoRow"/>.</summary>
    public int Find(InstructionSet set, uint word)
    {
        switch (set)
        {
            case InstructionSet.T16:
                return _t16.Find(word, word >> 6);
            case InstructionSet.T32:
                return _t32.Find(word, PackWide(word));
            default:
                // Which condition it is makes no other instruction of it.
                uint alike = word < Condition ? (word & ~Condition) | Always : word;
                return _a32.Find(alike, PackWide(alike));
        }
    }

    private static uint PackWide(uint word) => ((word >> 16) & 0x1FF0) | ((word >> 4) & 0xF);

    private sealed class SetIndex(CpuModel model, InstructionSet set, uint indexMask)
    {
        private readonly InstructionRow[]?[] _candidates = new InstructionRow[]?[set == InstructionSet.T16 ? 1 << 10 : 1 << 13];

        /// <param name="word">The instruction.</param>
        /// <param name="index">Its bits of the index mask, packed.</param>
        public int Find(uint word, uint index)
        {
            foreach (InstructionRow row in _candidates[index] ??= Candidates(word & indexMask))
            {
                if (row.Matches(word))
                {
                    return row.Number;
                }
            }

            return NoRow;
        }

        private InstructionRow[] Candidates(uint bits)
        {
            var candidates = new List<InstructionRow>();
            foreach (InstructionRow row in InstructionTable.Rows)
            {
                if (row.Set == set && (row.Value & indexMask) == (bits & row.Mask) && row.ExistsOn(model))
                {
                    candidates.Add(row);
                }
            }

            return [.. candidates];
        }
    }
}
