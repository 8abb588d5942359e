using Introspect.Arm.Decoding;
using Introspect.TestKit;

namespace Introspect.Differential.Tests;

/// <summary>Each row of the instruction table does on our machine what it does on QEMU's Cortex-A15, on random operands.</summary>
public sealed class InstructionRowTests(DifferentialRun run, ITestOutputHelper output) : IClassFixture<DifferentialRun>
{
    private const int LinesShown = 3;

    public static TheoryData<string> Rows => [.. InstructionTable.Rows.Select(CaseRun.Title)];

    [Theory, MemberData(nameof(Rows))]
    public void A_row_does_what_it_does_on_QEMU(string title)
    {
        Tools.Require("qemu-system-arm", "qemu-system-arm");
        CaseRun cases = run.Cases;
        InstructionRow row = InstructionTable.Rows.First(r => CaseRun.Title(r) == title);
        var profile = Profile.Named("cortex-a15");
        string? excluded = RowLists.WhyExcluded(profile, row);
        Assert.SkipWhen(excluded is not null, excluded ?? "");
        output.WriteLine($"DIFFER_SEED={cases.Seed}: {cases.Compared(row)} cases");
        Assert.SkipWhen(cases.Compared(row) == 0 && Environment.GetEnvironmentVariable("DIFFER_ROWS") is not null, "not among DIFFER_ROWS");
        bool isAbsent = !row.ExistsOn(profile.Model);
        Assert.SkipWhen(cases.Compared(row) == 0 && isAbsent, "the Cortex-A15 does not have it, and its words are open or of other rows");
        Assert.True(cases.Compared(row) > 0, "no case was made");
        string lines = string.Join('\n', cases.Differences(row).Take(LinesShown));
        string? notYet = RowLists.WhyNotYetEqual(row);
        Assert.SkipWhen(notYet is not null, $"not yet equal: {notYet}\n{lines}");
        Assert.True(lines.Length == 0, $"{cases.Differences(row).Count} of {cases.Compared(row)} differ, DIFFER_SEED={cases.Seed}\n{lines}");
    }

    [Fact]
    public void The_run_came_to_its_end() => Assert.True(run.Cases.Trouble is null, run.Cases.Trouble);
}
