using System.Numerics;
using Introspect.Arm.Decoding;

namespace Introspect.Arm.Tests.Decoding;

public sealed class InstructionDecoderTests
{
    private readonly InstructionDecoder _decoder = new(TestCpu.Everything);

    [Fact]
    public void Every_row_can_be_reached()
    {
        IEnumerable<string> unreachable = InstructionTable.Rows
            .GroupBy(static row => TestCpu.EverythingWith(row))
            .SelectMany(static rows => UnreachableOf(rows, new InstructionDecoder(rows.Key)));
        Assert.Empty(unreachable);
    }

    private static IEnumerable<string> UnreachableOf(IEnumerable<InstructionRow> rows, InstructionDecoder decoder) => rows
        .Where(row => !RandomWords.Of(row, 5000).Any(word => decoder.Find(row.Set, word) == row.Number))
        .Select(RandomWords.Title);

    [Fact]
    public void No_word_belongs_to_two_rows_that_are_equally_specific()
    {
        var overlaps = new SortedSet<string>();
        foreach (InstructionRow row in InstructionTable.Rows)
        {
            InstructionRow[] rivals = [.. InstructionTable.Rows.Where(other => other.Set == row.Set && other.Number != row.Number &&
                BitOperations.PopCount(other.Mask) == BitOperations.PopCount(row.Mask) &&
                (row.Mask & other.Mask & (row.Value ^ other.Value)) == 0)];
            foreach (InstructionRow rival in rivals)
            {
                foreach (uint word in RandomWords.Of(row, 200).Select(w => (w & ~rival.Mask) | rival.Value))
                {
                    if (rival.Matches(word) && row.Matches(word) &&
                        _decoder.Find(row.Set, word) is var winner && (winner == row.Number || winner == rival.Number))
                    {
                        overlaps.Add($"{word:X8}: {RandomWords.Title(row)} | {RandomWords.Title(rival)}");
                        break;
                    }
                }
            }
        }

        Assert.Empty(overlaps);
    }
}
