using System.Globalization;
using System.Text.RegularExpressions;
using Introspect.Arm.Decoding;

namespace Introspect.Differential.Tests;

/// <summary>
/// All rows of a profile as cases of one instruction, run on both of our engines and on QEMU. In the environment: DIFFER_SEED,
/// DIFFER_CASES (of each row) and DIFFER_ROWS (a regular expression over titles) for longer or narrower runs.
/// </summary>
internal sealed class CaseRun(Profile profile)
{
    private const int DifferencesShown = 12;

    private readonly Dictionary<int, List<string>> _differences = [];
    private readonly Dictionary<int, int> _compared = [];

    /// <summary>What the operands came from.</summary>
    public int Seed { get; } = Number("DIFFER_SEED", Random.Shared.Next());

    /// <summary>What went wrong with the run as a whole; null when nothing did.</summary>
    public string? Trouble { get; private set; }

    /// <summary>All cases that were compared.</summary>
    public int ComparedInAll => _compared.Values.Sum();

    /// <summary>The lines of all rows.</summary>
    public IEnumerable<string> AllDifferences => _differences.OrderBy(row => row.Key).SelectMany(row => row.Value);

    /// <summary>A name for the row that test output and filters can show.</summary>
    public static string Title(InstructionRow row) => $"{row.Set} {row.Name} {row.Pattern} {row.Assembly}";

    /// <summary>A number from the environment.</summary>
    public static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>How many cases of the row were compared.</summary>
    public int Compared(InstructionRow row) => _compared.GetValueOrDefault(row.Number);

    /// <summary>A line for each case of the row that differs.</summary>
    public IReadOnlyList<string> Differences(InstructionRow row) => _differences.GetValueOrDefault(row.Number) ?? [];

    /// <summary>Cases of every row that is run.</summary>
    public static IEnumerable<DifferCase> Cases(Profile profile, RowRegister rows, InstructionDecoder decoder, int seed, int ofRow)
    {
        var chosen = new Regex(Environment.GetEnvironmentVariable("DIFFER_ROWS") ?? "");
        return InstructionTable.Rows
            .Where(row => RowLists.WhyExcluded(profile, row) is null && chosen.IsMatch(Title(row)))
            .SelectMany(row =>
                new CaseGenerator(profile, row, rows.Fields(row), decoder, CaseGenerator.RandomOf(seed, row), inSequence: false).Generate(ofRow));
    }

    /// <summary>Runs so many cases of each row, or as many as DIFFER_CASES says.</summary>
    public async Task RunAsync(string qemu, int usualCases)
    {
        var decoder = new InstructionDecoder(profile.Model);
        var rows = new RowRegister();
        var text = new CaseText(decoder, rows);
        foreach (DifferCase[] cases in Cases(profile, rows, decoder, Seed, Number("DIFFER_CASES", usualCases)).Chunk(DifferLayout.MaxCases))
        {
            BatchRun run = await BatchRun.OfAsync(qemu, profile, cases);
            if (run.Trouble is not null)
            {
                string at = run.Done < cases.Length ? text.Describe(cases[run.Done]) : "the end";
                Trouble = $"DIFFER_SEED={Seed}: our machine: {run.Trouble}, at {at}";
                return;
            }

            for (int i = 0; i < cases.Length; i++)
            {
                InstructionRow row = cases[i].Row;
                _compared[row.Number] = Compared(row) + 1;
                if (!run.IsEqual(i) && run.ReasonToDiffer(i, cases[i], rows.Fields(row)) is null)
                {
                    Add(row, $"{text.Describe(cases[i])}: {string.Join("; ", run.Differences(i, profile.At).Take(DifferencesShown))}");
                }
            }
        }
    }

    private void Add(InstructionRow row, string line)
    {
        if (!_differences.TryGetValue(row.Number, out List<string>? lines))
        {
            lines = _differences[row.Number] = [];
        }

        lines.Add(line);
    }
}
