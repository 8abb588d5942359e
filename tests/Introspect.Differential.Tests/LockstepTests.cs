using Introspect.Arm.Decoding;
using Introspect.Machine;
using Introspect.Machine.Lockstep;

namespace Introspect.Differential.Tests;

/// <summary>
/// A batch of all rows on random operands leaves both engines in the same state all the way: memory and every register, and not only what the
/// harness writes down.
/// </summary>
public sealed class LockstepTests(ITestOutputHelper output)
{
    private const int CasesOfRow = 5;
    private const ulong Every = 10_000;

    [Fact]
    public async Task All_rows_leave_both_engines_in_the_same_state()
    {
        int seed = CaseRun.Number("DIFFER_SEED", Random.Shared.Next());
        Profile profile = Profile.Named("cortex-a15");
        DifferCase[] cases =
        [
            .. CaseRun.Cases(profile, new RowRegister(), new InstructionDecoder(profile.Model), seed, CasesOfRow).Take(DifferLayout.MaxCases),
        ];
        byte[] batch = QemuRunner.Batch(cases);
        EndKind? end = null;
        var tester = new LockstepTester(
            engine =>
            {
                Machine.Machine machine = MachineRunner.Create(profile, batch, engine);
                return new LockstepMachine(machine, () => (end = machine.End?.Kind) is not null);
            },
            new LockstepOptions(Every),
            output.WriteLine);
        LockstepResult result = await tester.RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine($"DIFFER_SEED={seed}: {cases.Length} cases, {result.Instructions} instructions");
        Assert.True(result.Difference is null, $"DIFFER_SEED={seed}: {result.Difference}");
        Assert.Equal(EndKind.Exit, end);
    }
}
