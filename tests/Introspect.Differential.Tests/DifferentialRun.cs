using System.Globalization;
using System.Text.RegularExpressions;
using Introspect.Arm.Decoding;
using Introspect.Arm.Disassembly;
using Introspect.Cpu.Dispatch;
using Introspect.TestKit;

namespace Introspect.Differential.Tests;

/// <summary>
/// All rows, run once on QEMU and once on our machine. In the environment: DIFFER_SEED, DIFFER_CASES (of each row) and DIFFER_ROWS
/// (a regular expression over titles) for longer or narrower runs.
/// </summary>
public sealed class DifferentialRun : IAsyncLifetime
{
    private const int UsualCases = 20;
    private const int DifferencesShown = 12;

    private readonly Dictionary<int, List<string>> _differences = [];
    private readonly Dictionary<int, int> _compared = [];
    private readonly InstructionDecoder _decoder = new(CaseGenerator.Model);

    /// <summary>What the operands came from.</summary>
    public int Seed { get; } = Number("DIFFER_SEED", Random.Shared.Next());

    /// <summary>What went wrong with the run as a whole; null when nothing did.</summary>
    public string? Trouble { get; private set; }

    /// <summary>A name for the row that test output and filters can show.</summary>
    public static string Title(InstructionRow row) => $"{row.Set} {row.Name} {row.Pattern} {row.Assembly}";

    /// <summary>A number from the environment.</summary>
    public static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>How many cases of the row were compared.</summary>
    public int Compared(InstructionRow row) => _compared.GetValueOrDefault(row.Number);

    /// <summary>A line for each case of the row that differs.</summary>
    public IReadOnlyList<string> Differences(InstructionRow row) => _differences.GetValueOrDefault(row.Number) ?? [];

    public async ValueTask InitializeAsync()
    {
        if (Tools.Find("qemu-system-arm") is not { } qemu)
        {
            return;
        }

        var chosen = new Regex(Environment.GetEnvironmentVariable("DIFFER_ROWS") ?? "");
        int count = Number("DIFFER_CASES", UsualCases);
        IEnumerable<DifferCase> cases = InstructionTable.Rows
            .Where(row => RowLists.WhyExcluded(row) is null && chosen.IsMatch(Title(row)))
            .SelectMany(row => new CaseGenerator(row, _decoder, Seed).Generate(count));
        foreach (DifferCase[] batch in cases.Chunk(DifferLayout.MaxCases))
        {
            await RunAsync(qemu, batch);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task RunAsync(string qemu, DifferCase[] cases)
    {
        byte[] batch = QemuRunner.Batch(cases);
        (byte[] ours, int done, string? trouble) = MachineRunner.Run(batch, cases.Length, Engine.Interpreter);
        if (trouble is not null)
        {
            Trouble = $"DIFFER_SEED={Seed}: our machine: {trouble}, at {(done < cases.Length ? Describe(cases[done]) : "the end")}";
            return;
        }

        byte[] translated = MachineRunner.Run(batch, cases.Length, Engine.Translator).Records;
        for (int i = 0; i < cases.Length; i++)
        {
            CompareEngines(cases[i], MachineRunner.Record(translated, i), MachineRunner.Record(ours, i));
        }

        byte[] expected = await QemuRunner.RunAsync(qemu, batch, cases.Length);
        for (int i = 0; i < cases.Length; i++)
        {
            OpenCases.Normalise(ours.AsSpan(i * DifferLayout.ResultSize, DifferLayout.ResultSize));
            OpenCases.Normalise(expected.AsSpan(i * DifferLayout.ResultSize, DifferLayout.ResultSize));
        }

        for (int i = 0; i < cases.Length; i++)
        {
            Compare(cases[i], MachineRunner.Record(ours, i), MachineRunner.Record(expected, i));
        }
    }

    // Between our two engines nothing is open.
    private void CompareEngines(DifferCase made, DifferResult translated, DifferResult interpreted)
    {
        if (!translated.Equals(interpreted))
        {
            AddDifference(made, string.Join("; ", translated.DifferencesTo(interpreted).Take(DifferencesShown)).Replace("QEMU", "the interpreter", StringComparison.Ordinal));
        }
    }

    private void Compare(DifferCase made, DifferResult ours, DifferResult qemu)
    {
        _compared[made.Row.Number] = Compared(made.Row) + 1;
        if (ours.Equals(qemu) || OpenCases.ReasonToDiffer(made, new RowFields(made.Row), ours, qemu) is not null)
        {
            return;
        }

        AddDifference(made, string.Join("; ", ours.DifferencesTo(qemu).Take(DifferencesShown)));
    }

    private void AddDifference(DifferCase made, string difference)
    {
        if (!_differences.TryGetValue(made.Row.Number, out List<string>? lines))
        {
            lines = _differences[made.Row.Number] = [];
        }

        lines.Add($"{Describe(made)}: {difference}");
    }

    private string Describe(DifferCase made)
    {
        var fields = new RowFields(made.Row);
        string text = Disassembler.Disassemble(_decoder, made.Row.Set, made.Word, made.Address) ?? "undefined";
        string registers = string.Join(' ', fields.Registers.Select(l => fields.Get(made.Word, l)).Where(r => r < 15).Distinct().Order()
            .Select(r => $"r{r}={made.R[r]:x8}"));
        string vectors = made.Row.Needs == 0 ? "" : VectorInputs(made, text) + $" fpscr={made.Fpscr:x8}";
        string before = made.Before.Count > 0 ? " after ldrex" : "";
        string alignment = (made.Flags & DifferLayout.CheckAlignment) != 0 ? " SCTLR.A" : "";
        return $"{made.Word:x8} '{text}'{before} {registers}{vectors} cpsr={made.Cpsr:x8}{alignment}";
    }

    private static string VectorInputs(DifferCase made, string text)
    {
        IEnumerable<int> doubles = Regex.Matches(text, @"\b([dqs])(\d+)").SelectMany(m =>
        {
            int number = int.Parse(m.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            return m.Groups[1].Value switch { "d" => [number], "s" => [number / 2], _ => new[] { number * 2, (number * 2) + 1 } };
        });
        return string.Concat(doubles.Distinct().Where(d => d < 32).Take(6).Select(d => $" d{d}={made.D[d]:x16}"));
    }
}
