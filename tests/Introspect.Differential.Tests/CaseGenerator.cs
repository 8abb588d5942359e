using Introspect.Arm;
using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

/// <summary>
/// Random cases of one row, the same for the same seed. Words are the row's fixed bits with all else at random; memory accesses
/// mostly hit the data, changes of mode stay among the modes that belong to a case. Words of a row that the model does not have are
/// those that no other row takes: undefined.
/// </summary>
internal sealed class CaseGenerator
{
    private const int Attempts = 2000;

    private readonly Profile _profile;
    private readonly InstructionRow _row;
    private readonly RowFields _fields;
    private readonly MemoryOperands? _memory;
    private readonly InstructionDecoder _decoder;
    private readonly SpecialRows _special;
    private readonly Random _random;
    private readonly RandomState _state;
    private readonly int _expected;

    public CaseGenerator(Profile profile, InstructionRow row, RowFields fields, InstructionDecoder decoder, Random random, bool inSequence)
    {
        _profile = profile;
        _row = row;
        _decoder = decoder;
        _random = random;
        _fields = fields;
        _state = new RandomState(profile, random);
        _memory = MemoryOperands.Of(profile, row, fields, random, inSequence);
        _special = new SpecialRows(decoder, fields, random, inSequence);
        _expected = row.ExistsOn(profile.Model) ? row.Number : InstructionDecoder.NoRow;
    }

    /// <summary>Random numbers for a row.</summary>
    public static Random RandomOf(int seed, InstructionRow row)
    {
        uint hash = 2166136261u ^ (uint)seed;
        foreach (char c in $"{row.Set}{row.Pattern}")
        {
            hash = (hash ^ c) * 16777619;
        }

        return new Random((int)hash);
    }

    /// <summary>Cases; fewer when the row leaves hardly a word to others.</summary>
    public IEnumerable<DifferCase> Generate(int count)
    {
        for (int i = 0; i < Attempts + count && count > 0; i++)
        {
            uint word = RandomWord();
            if (_decoder.Find(_row.Set, word) != _expected)
            {
                continue;
            }

            var made = new DifferCase(_profile, _row, word);
            _state.Fill(made, isThumb: _row.Set != InstructionSet.A32);
            if (TryFinish(made))
            {
                count--;
                yield return made;
            }
        }
    }

    /// <summary>An instruction for a sequence; null when this time none came out.</summary>
    public DifferCase? TryGenerate(BatchCase sequence)
    {
        uint word = RandomWord();
        if (_decoder.Find(_row.Set, word) != _expected)
        {
            return null;
        }

        var made = new DifferCase(sequence, _row, word);
        return SequenceRules.MayStandIn(made, _fields, _state) && TryFinish(made) ? made : null;
    }

    private bool TryFinish(DifferCase made)
    {
        _memory?.Prepare(made);
        return _special.TryPrepare(made) && _decoder.Find(_row.Set, made.Word) == _expected && OpenCases.ReasonNotToRun(made, _fields) is null;
    }

    private uint RandomWord()
    {
        uint word = ((uint)_random.NextInt64(1L << 32) & ~_row.Mask) | _row.Value;
        word &= _row.Set == InstructionSet.T16 ? 0xFFFFu : uint.MaxValue;
        word &= _row.Name is "MemoryHint" or "Never" ? uint.MaxValue : ~_fields.Ignored;
        if (_row.Set == InstructionSet.A32 && _row.Pattern.StartsWith("cccc", StringComparison.Ordinal) && _random.Next(2) == 0)
        {
            word = (word & 0x0FFF_FFFF) | 0xE000_0000;
        }

        foreach (char letter in _fields.Registers)
        {
            uint register = _fields.Get(word, letter);
            bool isRare = register == 15 ? _fields.IsNotPc(letter) || _random.Next(4) != 0 : register == 13 && _random.Next(2) == 0;
            word = isRare ? _fields.With(word, letter, (uint)_random.Next(13)) : word;
        }

        return word;
    }
}
