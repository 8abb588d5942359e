using Introspect.Arm.Decoding;

namespace Introspect.Arm.Tests.Decoding;

/// <summary>Random instructions made from rows, the same in each run.</summary>
internal static class RandomWords
{
    /// <summary>Words of a row: its fixed bits, all others at random, a condition that is not 1111, none of its exclusions.</summary>
    public static IEnumerable<uint> Of(InstructionRow row, int count)
    {
        var random = new Random(row.Number);
        for (int i = 0; i < 100 * count && count > 0; i++)
        {
            uint word = ((uint)random.NextInt64(1L << 32) & ~row.Mask) | row.Value;
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
