using System.Text.RegularExpressions;
using Introspect.TestKit;

namespace Introspect.Differential.Tests;

/// <summary>
/// Every CPU model does what QEMU's does: all rows alone, those that it does not have as well, and random sequences. In the environment
/// beside what <see cref="CaseRun"/> takes: DIFFER_PROFILES (a regular expression over "arm1176 Thumb") DIFFER_INSTRUCTIONS (of
/// sequences, each) and DIFFER_LINES (how many differences are shown).
/// </summary>
public sealed class ProfileTests(ITestOutputHelper output)
{
    private const int UsualCases = 6, UsualInstructions = 20_000, UsualLines = 20;

    public static TheoryData<string> Models => [.. Profile.All.Select(profile => profile.Name).Where(name => name != "cortex-a15")];

    public static TheoryData<string, bool> States =>
    [
        .. Profile.All.SelectMany(profile => profile.HasThumb
            ? new TheoryDataRow<string, bool>[] { new(profile.Name, false), new(profile.Name, true) }
            : [new(profile.Name, false)]),
    ];

    [Theory, MemberData(nameof(Models))]
    public async Task Every_row_does_what_it_does_on_QEMU(string model)
    {
        string qemu = Tools.Require("qemu-system-arm", "qemu-system-arm");
        RequireChosen(model);
        var run = new CaseRun(Profile.Named(model));
        await run.RunAsync(qemu, UsualCases);
        output.WriteLine($"DIFFER_SEED={run.Seed}: {run.ComparedInAll} cases");
        Assert.True(run.Trouble is null, run.Trouble);
        string[] lines = [.. run.AllDifferences];
        string shown = string.Join('\n', lines.Take(Lines));
        Assert.True(lines.Length == 0, $"{lines.Length} of {run.ComparedInAll} differ, DIFFER_SEED={run.Seed}\n{shown}");
    }

    [Theory, MemberData(nameof(States))]
    public async Task Sequences_do_what_they_do_on_QEMU(string model, bool isThumb)
    {
        string qemu = Tools.Require("qemu-system-arm", "qemu-system-arm");
        RequireChosen($"{model} {(isThumb ? "Thumb" : "A32")}");
        var run = new SequenceRun(Profile.Named(model), isThumb, CaseRun.Number("DIFFER_SEED", Random.Shared.Next()));
        await run.RunAsync(qemu, CaseRun.Number("DIFFER_INSTRUCTIONS", UsualInstructions));
        output.WriteLine(run.Summary);
        Assert.True(run.Differences.Count == 0, $"{run.Summary}\n{string.Join('\n', run.Differences.Take(Lines))}");
    }

    private static int Lines => CaseRun.Number("DIFFER_LINES", UsualLines);

    private static void RequireChosen(string name) =>
        Assert.SkipUnless(Regex.IsMatch(name, Environment.GetEnvironmentVariable("DIFFER_PROFILES") ?? ""), "not among DIFFER_PROFILES");
}
