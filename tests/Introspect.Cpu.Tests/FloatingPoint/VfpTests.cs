using Introspect.Cpu.Dispatch;

namespace Introspect.Cpu.Tests.FloatingPoint;

/// <summary>
/// Every data-processing instruction of VFP, decoded in A32 and T32, lowered and executed by both engines, leaves the result and the cumulative flags that exact
/// arithmetic and the manual's pseudo-code say, in every rounding mode, with and without FZ, DN and AHP. VFP_SWEEP=1 in the environment crosses all corners
/// in place of a sample; VFP_SEED chooses other numbers.
/// </summary>
public sealed class VfpTests(ITestOutputHelper output)
{
    private const int SampleCases = 120, RandomCases = 20_000, DifferencesShown = 8, UsualSeed = 1;

    [Fact]
    public void Every_instruction_gives_the_result_and_flags_of_exact_arithmetic()
    {
        bool sweeps = Environment.GetEnvironmentVariable("VFP_SWEEP") is { Length: > 0 };
        int seed = Environment.GetEnvironmentVariable("VFP_SEED") is { Length: > 0 } text ? int.Parse(text, null) : UsualSeed;
        using VfpLoop interpreted = new(Engine.Interpreter, isThumb: false), translated = new(Engine.Translator, isThumb: false);
        using VfpLoop interpretedThumb = new(Engine.Interpreter, isThumb: true), translatedThumb = new(Engine.Translator, isThumb: true);
        var differences = new List<string>();
        long compared = 0;
        foreach (VfpInstruction instruction in VfpInstruction.All)
        {
            var random = new Random(seed);
            IEnumerable<VfpCase> cases = sweeps ? instruction.Operands.Sweep(RandomCases, random) : instruction.Operands.Sample(SampleCases, random);
            foreach (VfpCase[] batch in cases.Chunk(VfpLoop.MostCases))
            {
                VfpResult[] expected = [.. batch.AsParallel().AsOrdered().Select(instruction.Expected)];
                differences.AddRange(Compare("A32, interpreted", instruction, batch, expected, interpreted.Run(instruction.Word, batch)));
                differences.AddRange(Compare("A32, translated", instruction, batch, expected, translated.Run(instruction.Word, batch)));
                differences.AddRange(Compare("T32, interpreted", instruction, batch, expected, interpretedThumb.Run(instruction.Word, batch)));
                differences.AddRange(Compare("T32, translated", instruction, batch, expected, translatedThumb.Run(instruction.Word, batch)));
                compared += batch.Length;
            }
        }

        output.WriteLine($"{VfpInstruction.All.Count} instructions, {compared} cases in A32 and T32 on each engine, {differences.Count} differences");
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(DifferencesShown)));
    }

    [Fact]
    public void An_instruction_that_does_something_else_is_found()
    {
        VfpInstruction add = VfpInstruction.All.First(static row => row.Text == "vadd.f64");
        VfpInstruction subtract = VfpInstruction.All.First(static row => row.Text == "vsub.f64");
        using VfpLoop translated = new(Engine.Translator, isThumb: false);
        VfpCase[] cases = [.. add.Operands.Sample(SampleCases, new Random(UsualSeed))];
        Assert.NotEmpty(Compare("translated", add, cases, [.. cases.Select(add.Expected)], translated.Run(subtract.Word, cases)));
    }

    private static IEnumerable<string> Compare(
        string engine, VfpInstruction instruction, VfpCase[] cases, VfpResult[] expected, VfpResult[] actual) =>
        from i in Enumerable.Range(0, cases.Length)
        where expected[i] != actual[i]
        let given = cases[i]
        select $"{engine} {instruction.Text} of {given.D:X16} {given.N:X16} {given.M:X16} under {given.Fpscr:X8}: " +
            $"{actual[i].D:X16} {actual[i].Fpscr:X8}, expected {expected[i].D:X16} {expected[i].Fpscr:X8}";
}
