using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Cli.Output;
using Introspect.Ir;
using Introspect.Machine.Lockstep;
using Introspect.Machine.Translations;
using Introspect.TestKit;

namespace Introspect.Cli.Tests.Commands;

public sealed class LockstepCommandTests
{
    private static readonly string s_guests = Path.Combine(Repository.Root, "tests", "guests");

    [Fact]
    public async Task Guests_that_do_the_same_on_both_engines_are_named_with_what_was_compared()
    {
        using var host = new TestHost();
        string guest = Path.Combine(s_guests, "semihosting", "semihosting.elf");
        Assert.Equal(0, await host.RunAsync("lockstep", guest, guest, "--semihosting", "--every", "100"));
        string[] lines = host.Output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(lines, static line => Assert.Matches("^semihosting.elf: no difference in [0-9,]+ instructions, compared after every 100$", line));
    }

    [Theory]
    [InlineData(0, "demo --until GUEST-MARKER --timeout 60", "")]
    [InlineData(0, "demo --instructions 5000", "")]
    [InlineData(1, "demo --send-after demo>. poweroff --until never", "demo: the guest ended, and 'never' has not appeared")]
    [InlineData(2, "demo --every 0", "--every: 0 is no number of instructions. Give 1 or more.")]
    [InlineData(2, "", "run: there is nothing to start.")]
    [InlineData(3, "demo --until never --timeout 0.5", "demo: time is up after 0.5 s")]
    public async Task It_ends_with_the_code_of_its_reason(int exitCode, string options, string error)
    {
        using var host = new TestHost();
        Assert.Equal(exitCode, await host.RunAsync(["lockstep", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.StartsWith(error, host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_shows_the_run_what_was_before_and_what_differs_after()
    {
        using var text = new StringWriter();
        LockstepReport.Write(text, new LockstepDifference
        {
            Start = 652_377,
            End = 652_378,
            IsMinimal = true,
            Vcpu = 0,
            Before = [.. Enumerable.Range(0, 15).Select(static i => new NamedValue($"r{i}", (uint)i * 0x1111_1111)), new("pc", 0x4001_0000), new("cpsr", 0x8007_01D3), new("fpscr", 0), new("d0", 0)],
            Fields = [new("r0", 0, 1), new("d3", 0x3FF0_0000_0000_0000, 0), new("[40100008]", 0, 0x0403_0201)],
            Blocks =
            [
                new BlockImage
                {
                    Model = CpuCatalog.ByName["cortex-a15"],
                    Address = 0x4001_0000,
                    State = ExecutionState.Privileged,
                    GuestCode = [0xC0, 0x0F, 0xA0, 0xE1],
                    Instructions = [new InstructionStart(0, 0, default, 4)],
                    Ops = [new IrOp(Op.ShiftRightArithmetic, 0, 0, Slot.None.Index, 0, 0, 0, 31)],
                    HostCode = [0xC1, 0xFB, 0x1E],
                },
            ],
        });
        Golden.Verify("lockstep-report.txt", text.ToString());
    }
}
