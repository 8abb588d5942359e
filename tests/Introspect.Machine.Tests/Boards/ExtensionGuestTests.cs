using System.Collections.Immutable;
using Introspect.Cpu.Dispatch;
using Introspect.TestKit;

namespace Introspect.Machine.Tests.Boards;

/// <summary>Guests of our own that use the Security and Virtualization Extensions, and exceptions of every version, on both engines and on QEMU.</summary>
public sealed class ExtensionGuestTests
{
    private const string AllExtensions = "cortex-a15+sec+virt";

    // QEMU 7.2 takes external aborts to the usual place whatever SCR.EA says (ARM DDI 0406C B1.8.3), gives no status of the long format where a guest
    // without it aborts to Hyp mode (B3.13.6), and describes accesses of Hyp mode itself, which is UNK/SBZP there.
    private static readonly ImmutableArray<string> s_otherwiseOnQemu =
    [
        "secure svc: external store, EA", "secure svc: external fetch, EA", "other svc: external load, EA", "hyp: external store, EA",
        "other user: external load, TGE", "other user: alignment load, TGE",
        "hyp: external store ",
    ];

    private static readonly string s_worlds = GuestRun.PathOf("exceptions", "worlds");

    public static TheoryData<Engine> Engines => [Engine.Interpreter, Engine.Translator];

    public static MatrixTheoryData<Engine, string> EnginesAndModels =>
        new([Engine.Interpreter, Engine.Translator], ["sa1110", "arm7tdmi", "arm920t", "arm926ej-s", "arm1136", "arm1176", "cortex-a8"]);

    private static string[] Expected => File.ReadAllLines(Path.ChangeExtension(s_worlds, "txt"));

    [Theory, MemberData(nameof(Engines))]
    public void Every_exception_of_every_world_is_taken_as_the_manual_says(Engine engine)
    {
        (string text, MachineEnd? end) = GuestRun.ToItsEnd(s_worlds, "virt", AllExtensions, engine);
        Assert.Equal(Expected, LinesOf(text));
        Assert.Equal(new MachineEnd(EndKind.Exit, 0, "the guest ended with code 0"), end);
    }

    [Fact]
    public async Task So_they_are_under_QEMU_but_for_what_it_does_not_model()
    {
        string text = await OnQemuAsync("virt,secure=on,virtualization=on", "cortex-a15", s_worlds);
        Assert.Equal(Expected.Where(IsAlikeOnQemu), LinesOf(text).Where(IsAlikeOnQemu));
        Assert.Equal(s_otherwiseOnQemu.Length, Expected.Zip(LinesOf(text)).Count(static rows => rows.First != rows.Second));
    }

    [Theory, MemberData(nameof(EnginesAndModels))]
    public void Exceptions_are_the_same_on_every_version(Engine engine, string cpu)
    {
        (string text, _) = GuestRun.ToItsEnd(GuestRun.PathOf("exceptions", "classic"), "versatilepb", cpu, engine);
        Assert.Equal(
            """
            svc: undefined                          plain   00000004 000000db 000000d3 +00000004 
            user: undefined                         plain   00000004 0000009b 00000010 +00000004 
            user: svc                               plain   00000008 00000093 00000010 +00000004 
            fiq: svc                                plain   00000008 00000093 00000011 +00000004 
            sys: svc, flags                         plain   00000008 f0000093 f000001f +00000004 
            irq: undefined, masked                  plain   00000004 000000db 000000d2 +00000004 
            abt: svc                                plain   00000008 00000093 00000017 +00000004 

            """,
            text);
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_hypervisor_of_ours_runs_the_demo_kernel_in_its_second_stage(Engine engine)
    {
        (string text, MachineEnd? end) = GuestRun.ToItsEnd(GuestRun.PathOf("hyp", "hyp"), "virt", "cortex-a15+virt", engine, prompt: "demo> ", typed: "ps\npoweroff\n");
        Assert.Contains("GUEST-MARKER: ready\n", text, StringComparison.Ordinal);
        Assert.Matches("(?m)^ 3  shell     running", text);
        Assert.EndsWith("hyp: accesses emulated, waits trapped, interrupts injected\nhyp: the guest switches off\n", text, StringComparison.Ordinal);
        Assert.Equal(EndKind.PowerOff, end?.Kind);
    }

    private static bool IsAlikeOnQemu(string row) => !s_otherwiseOnQemu.Any(name => row.StartsWith(name, StringComparison.Ordinal));

    private static string[] LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> OnQemuAsync(string board, string cpu, string elf)
    {
        string qemu = Tools.Require("qemu-system-arm", "qemu-system-arm");
        HostProcessResult result = await HostProcess.RunAsync(
            qemu,
            ["-M", board, "-cpu", cpu, "-nic", "none", "-display", "none", "-monitor", "none", "-serial", "stdio", "-semihosting", "-kernel", elf],
            TimeSpan.FromMinutes(5), cancellationToken: TestContext.Current.CancellationToken);
        return result.Output.Replace("\r", "", StringComparison.Ordinal);
    }
}
