using Introspect.Arm.Decoding;

namespace Introspect.Arm.Tests.Decoding;

/// <summary>Random instructions made from rows, the same in each run.</summary>
internal static class RandomWords
{
    /// <summary>
    /// Words of a row: its fixed bits, all others at random, a condition that is not 1111, none of its exclusions. In half of
    /// them the bits that the row ignores are zero, as the manual mostly wants them.
    /// </summary>
    public static IEnumerable<uint> Of(InstructionRow row, int count)
    {
        var random = new Random(row.Number);
        uint ignored = row.Pattern.Replace(" ", string.Empty).Aggregate(0u, (mask, bit) => (mask << 1) | (bit == '-' ? 1u : 0));
        for (int i = 0; i < 100 * count && count > 0; i++)
        {
            uint word = ((uint)random.NextInt64(1L << 32) & ~row.Mask) | row.Value;
            word &= i % 2 == 0 ? ~ignored : uint.MaxValue;
            word &= row.Set == InstructionSet.T16 ? 0xFFFFu : uint.MaxValue;
            if (row.Matches(word))
            {
                count--;
                yield return word;
            }
        }
    }

    /// <summary>A name for the row that test output and filters can show.</summary>
    public static string Title(InstructionRow row) => $"{row.Set} {row.Name} {row.Pattern} {row.Assembly}";
}
