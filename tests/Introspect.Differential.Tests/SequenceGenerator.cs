using Introspect.Arm;
using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

/// <summary>Random sequences in one state, A32 or Thumb, the same for the same seed.</summary>
internal sealed class SequenceGenerator
{
    private const int OneBranchIn = 16, OneAbsentIn = 64, Attempts = 50;

    private readonly Profile _profile;
    private readonly bool _isThumb;
    private readonly Random _random;
    private readonly RandomState _state;
    private readonly CaseGenerator[][] _present;
    private readonly CaseGenerator[] _absent;

    public SequenceGenerator(Profile profile, bool isThumb, RowRegister rows, InstructionDecoder decoder, int seed)
    {
        _profile = profile;
        _isThumb = isThumb;
        _random = new Random(seed);
        _state = new RandomState(profile, _random);
        InstructionRow[] all =
        [
            .. InstructionTable.Rows.Where(row => row.Set != InstructionSet.A32 == isThumb && RowLists.WhyExcluded(profile, row) is null),
        ];

        // As many of 16 bits as of 32.
        _present =
        [
            .. all.Where(row => row.ExistsOn(profile.Model))
                .GroupBy(row => row.Set)
                .Select(set => set.Select(Generator).ToArray()),
        ];
        _absent = [.. all.Where(row => !row.ExistsOn(profile.Model) && row.Set != InstructionSet.T32).Select(Generator)];

        CaseGenerator Generator(InstructionRow row) => new(profile, row, rows.Fields(row), decoder, _random, inSequence: true);
    }

    /// <summary>The next sequence, of at most so many instructions.</summary>
    public InstructionSequence Next(int instructions)
    {
        var made = new InstructionSequence(_profile, _isThumb);
        _state.Fill(made, _isThumb);

        // What is loaded from the pool is little-endian, and an IT block would end somewhere in between.
        made.Cpsr &= ~(BatchCase.BigEndianBit | 0x0600_FC00);
        made.Flags |= _profile.IsBeforeUnaligned ? DifferLayout.CheckAlignment : 0;
        while (made.Instructions.Count < instructions && !made.IsFull)
        {
            DifferCase? next = null;
            for (int i = 0; i < Attempts && next is null; i++)
            {
                next = Choose().TryGenerate(made);
            }

            uint? over = _random.Next(OneBranchIn) == 0 ? (uint)_random.Next(14) : null;
            made.Add(next ?? throw new InvalidOperationException($"no instruction for {_profile}"), over);
        }

        return made;
    }

    private CaseGenerator Choose()
    {
        CaseGenerator[] set = _absent.Length > 0 && _random.Next(OneAbsentIn) == 0 ? _absent : _present[_random.Next(_present.Length)];
        return set[_random.Next(set.Length)];
    }
}
