using System.Numerics;
using Introspect.Arm.Models;

namespace Introspect.Arm.Decoding;

/// <summary>
/// Finds the row of an instruction for one CPU model. Rows are tried from the most specific to the least; a table over
/// twelve bits of the word narrows the search and is filled as words come by. One decoder serves one thread.
/// </summary>
public sealed class InstructionDecoder
{
    /// <summary>No row: the instruction is undefined on this model.</summary>
    public const int NoRow = -1;

    private readonly SetIndex _a32;
    private readonly SetIndex _t32;
    private readonly SetIndex _t16;

    public InstructionDecoder(CpuModel model)
    {
        Model = model;

        // Bits 27:20 and 7:4 tell A32 instructions apart best; 28:20 and 7:4 those of T32.
        _a32 = new SetIndex(model, InstructionSet.A32, 0xFFF0_00F0);
        _t32 = new SetIndex(model, InstructionSet.T32, 0x1FF0_00F0);
        _t16 = new SetIndex(model, InstructionSet.T16, 0x0000_FFC0);
    }

    /// <summary>The model whose instructions it knows.</summary>
    public CpuModel Model { get; }

    /// <summary>The number of the row of <paramref name="word"/>, or <see cref="NoRow"/>.</summary>
    public int Find(InstructionSet set, uint word) => set switch
    {
        InstructionSet.A32 => _a32.Find(word),
        InstructionSet.T32 => _t32.Find(word),
        InstructionSet.T16 => _t16.Find(word),
    };

    private sealed class SetIndex
    {
        private readonly InstructionRow[] _rows;
        private readonly uint _indexMask;
        private readonly Dictionary<uint, InstructionRow[]> _candidates = [];

        public SetIndex(CpuModel model, InstructionSet set, uint indexMask)
        {
            _indexMask = indexMask;
            _rows = InstructionTable.Rows
                .Where(row => row.Set == set && row.ExistsOn(model))
                .OrderByDescending(row => BitOperations.PopCount(row.Mask))
                .ThenByDescending(row => row.Exclusions.Length)
                .ThenBy(row => row.Number)
                .ToArray();
        }

        public int Find(uint word)
        {
            uint index = word & _indexMask;
            if (!_candidates.TryGetValue(index, out InstructionRow[]? candidates))
            {
                candidates = Array.FindAll(_rows, row => (row.Value & _indexMask) == (index & row.Mask));
                _candidates.Add(index, candidates);
            }

            foreach (InstructionRow row in candidates)
            {
                if (row.Matches(word))
                {
                    return row.Number;
                }
            }

            return NoRow;
        }
    }
}
