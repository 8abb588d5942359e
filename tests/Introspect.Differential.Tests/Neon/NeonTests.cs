using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Introspect.Cpu.Dispatch;
using Introspect.TestKit;

namespace Introspect.Differential.Tests.Neon;

/// <summary>
/// Every function of the compiler's arm_neon.h computes on both engines what it computes on QEMU. Here a sample of them; in the environment, NEON_SWEEP=1 tries
/// all of them with all immediates, in A32 and in T32; NEON_ONLY (a regular expression over names) compares each result of those; NEON_SEED chooses other
/// operands.
/// </summary>
public sealed class NeonTests(ITestOutputHelper output)
{
    private const int SampledIntrinsics = 240, SampledImmediates = 2, ProgramsIntrinsics = 80, DifferencesShown = 20;

    private static readonly string[] s_sets = ["-marm", "-mthumb"];

    [Fact]
    public async Task An_intrinsic_does_on_both_engines_what_it_does_on_QEMU()
    {
        string compiler = Tools.Require("arm-none-eabi-gcc", "gcc-arm-none-eabi");
        string qemu = Tools.Require("qemu-system-arm", "qemu-system-arm");
        ImmutableArray<NeonIntrinsic> all = await NeonHeader.ReadAsync(compiler);
        ImmutableArray<NeonIntrinsic> available = [.. all.Where(static intrinsic => intrinsic.Missing is null)];
        string only = Environment.GetEnvironmentVariable("NEON_ONLY") ?? string.Empty;
        bool sweeps = only.Length > 0 || Environment.GetEnvironmentVariable("NEON_SWEEP") is { Length: > 0 };
        int seed = CaseRun.Number("NEON_SEED", Random.Shared.Next());
        NeonIntrinsic[] chosen = sweeps ? [.. available.Where(intrinsic => Regex.IsMatch(intrinsic.Name, only))] : Sample(available, seed);

        using var folder = new TemporaryFolder();
        var runner = new NeonRunner(compiler, qemu, folder.Path, TestContext.Current.CancellationToken);
        var differences = new List<string>();
        int compared = 0;
        foreach ((NeonIntrinsic[] part, int number) in chosen.Chunk(ProgramsIntrinsics).Select(static (part, number) => (part, number)))
        {
            string source = NeonProgram.Write(part, seed, sweeps ? int.MaxValue : SampledImmediates);
            foreach (string set in sweeps ? s_sets : [s_sets[number % s_sets.Length]])
            {
                string program = await runner.CompileAsync($"neon{number}{set}", source, [set, .. only.Length > 0 ? (string[])["-DVERBOSE"] : []]);
                string theirs = await runner.RunOnQemuAsync(program);
                compared += Lines(theirs).Count(static line => line[0] == 'v');
                differences.AddRange(Differences($"{set}, interpreted", theirs, NeonRunner.Run(program, Engine.Interpreter)));
                differences.AddRange(Differences($"{set}, translated", theirs, NeonRunner.Run(program, Engine.Translator)));
            }
        }

        IEnumerable<string> missing = all.Select(static intrinsic => intrinsic.Missing).OfType<string>().CountBy(static reason => reason)
            .Select(static reason => $"{reason.Value} {reason.Key}");
        output.WriteLine(
            $"{chosen.Length} of {available.Length} intrinsics, {compared} with their immediates in A32 or T32, {differences.Count} differences, " +
            $"NEON_SEED={seed}; " +
            $"of the {all.Length} of the header these need what ARMv7-A has not: {string.Join(", ", missing)}");
        Assert.NotEqual(0, compared);
        Assert.True(differences.Count == 0, $"NEON_SEED={seed}\n{string.Join('\n', differences.Take(DifferencesShown))}");
    }

    [Fact]
    public void A_line_that_differs_or_is_missing_is_found()
    {
        Assert.Empty(Differences("translated", "vadd_s8 0 00 00\nvmla_u8 0 11 00\n", "vadd_s8 0 00 00\r\nvmla_u8 0 11 00\r\n"));
        Assert.Equal(
            ["translated: vmla_u8 0 12 00, on QEMU vmla_u8 0 11 00", "translated: 2 lines, on QEMU 3"],
            Differences("translated", "vadd_s8 0 00 00\nvmla_u8 0 11 00\nvabs_s8 0 00 00\n", "vadd_s8 0 00 00\nvmla_u8 0 12 00\n"));
    }

    private static NeonIntrinsic[] Sample(ImmutableArray<NeonIntrinsic> available, int seed)
    {
        NeonIntrinsic[] shuffled = [.. available];
        new Random(seed).Shuffle(shuffled);
        return shuffled[..SampledIntrinsics];
    }

    private static IEnumerable<string> Differences(string engine, string theirs, string ours)
    {
        string[] expected = Lines(theirs), actual = Lines(ours);
        foreach ((string their, string our) in expected.Zip(actual).Where(static pair => pair.First != pair.Second))
        {
            yield return $"{engine}: {our}, on QEMU {their}";
        }

        if (expected.Length != actual.Length)
        {
            yield return $"{engine}: {actual.Length} lines, on QEMU {expected.Length}";
        }
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
