using Introspect.Cpu.Dispatch;
using Introspect.Devices.Paravirtual;
using Introspect.Machine.Boards;
using Introspect.TestKit;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;

namespace Introspect.Machine.Tests.Paravirtual;

public sealed class ParavirtualGuestTests
{
    private const string Expected = """
        NAME: page version 00000001
        block: written, flushed, read: good
        block: hostile requests refused: good
        rng: good
        rng: drew fee7c51d
        clock: alarm by interrupt: good
        clock: nothing stolen: good
        trace: marked
        calls: service 1e4c9f6b
        calls: revision 00000001
        calls: page: good
        calls: marked: good
        calls: unknown refused: good
        balloon: how many pages?
        balloon: given: good
        balloon: one taken back: good
        framebuffer: drawn: good
        ring: absent
        input: a key?
        input: code 0000001e
        console: a line?
        typed
        network: sent: good
        network: a frame?
        network: received 00000040
        GUEST-MARKER: done

        """;

    public static TheoryData<string, string, Engine, string> Machines => new()
    {
        // board         CPU            engine               kernel
        { "virt",        "cortex-a15",  Engine.Translator,   "virt" },
        { "virt",        "cortex-a7",   Engine.Interpreter,  "virt" },
        { "versatilepb", "arm926ej-s",  Engine.Translator,   "versatile" },
        { "versatilepb", "arm920t",     Engine.Interpreter,  "versatile" },
    };

    public static TheoryData<string> ClassicModels => [.. new VersatileBoard().CpuModels];

    [Theory, MemberData(nameof(Machines))]
    public void A_kernel_uses_every_device_by_the_same_drivers(string board, string cpu, Engine engine, string kernel)
    {
        using var folder = new TemporaryFolder();
        using var test = new SelfTest(board, cpu, engine, Drive(folder));
        SelfTest.ToTheirEnds(test);
        Assert.Equal(Expected.Replace("NAME", kernel, StringComparison.Ordinal), test.Text);
        Assert.Equal(MachineEnd.PowerOffByGuest, test.Machine.End);

        ParavirtualSet devices = test.Machine.Paravirtual!;
        Assert.Equal((1, 80u, 2u), (devices.Balloon.Given, devices.Balloon.Pressure, devices.Balloon.FreePages));
        Assert.Equal(60, Assert.Single(test.Frames).Length);
        FramebufferPatch drawn = devices.Framebuffer.TakeDirty()[^1];
        Assert.Equal(new PixelRectangle(0, 0, 16, 16), drawn.Place);
        Assert.Equal([0x00, 0x80, 0xFF, 0x00], drawn.Pixels[(4 * ((4 * 16) + 3))..][..4]);
    }

    [Theory]
    [InlineData("virt", "cortex-a15")]
    [InlineData("versatilepb", "arm926ej-s")]
    public void What_a_guest_writes_to_its_drive_is_in_the_file(string board, string cpu)
    {
        using var folder = new TemporaryFolder();
        string drive = Drive(folder);
        using (var test = new SelfTest(board, cpu, drive: drive))
        {
            SelfTest.ToTheirEnds(test);
        }

        Assert.Equal(Enumerable.Range(0, 512).Select(static i => (byte)(i * 7)), File.ReadAllBytes(drive)[1024..1536]);
    }

    [Fact]
    public void A_guest_whose_host_never_answers_goes_on()
    {
        using var test = new SelfTest("virt", "cortex-a15") { IsSilent = true };
        SelfTest.ToTheirEnds(test);
        Assert.Equal(MachineEnd.PowerOffByGuest, test.Machine.End);
        Assert.Contains("balloon: none\n", test.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(ClassicModels))]
    public void The_kernel_for_ARMv4_runs_on_every_CPU_of_its_board(string cpu)
    {
        using var test = new SelfTest("versatilepb", cpu, hasCable: false);
        SelfTest.ToTheirEnds(test);
        Assert.Equal(MachineEnd.PowerOffByGuest, test.Machine.End);
        Assert.Contains("block: absent\n", test.Text, StringComparison.Ordinal);
        Assert.Contains("network: absent\n", test.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("bad", test.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("virt", "cortex-a15")]
    [InlineData("versatilepb", "arm926ej-s")]
    public void Two_runs_are_the_same_run_on_both_engines(string board, string cpu)
    {
        Engine[] engines = [Engine.Translator, Engine.Translator, Engine.Interpreter];
        Assert.Single(engines.Select(engine => Hash(board, cpu, engine)).Distinct());
    }

    [Fact]
    public void Machines_of_two_boards_talk_over_a_ring()
    {
        using var one = new SelfTest("virt", "cortex-a15");
        using var other = new SelfTest("versatilepb", "arm920t");
        SharedRing.Connect(one.Machine, other.Machine);
        SelfTest.ToTheirEnds(one, other);
        Assert.Equal((MachineEnd.PowerOffByGuest, MachineEnd.PowerOffByGuest), (one.Machine.End, other.Machine.End));
        Assert.Contains("ring: hello from versatile\nring: bells 00000004\n", one.Text, StringComparison.Ordinal);
        Assert.Contains("ring: hello from virt\nring: bells 00000004\n", other.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("virt", "cortex-a15")]
    [InlineData("versatilepb", "arm920t")]
    public void A_mark_is_an_event_where_the_guest_made_it(string board, string cpu)
    {
        using var test = new SelfTest(board, cpu);
        var ring = new TraceRing(64);
        test.Machine.Vcpus[0].Trace.Record(ring, TraceCategories.Marks);
        SelfTest.ToTheirEnds(test);
        GuestMarked[] marks = [.. ring.Peek(ring.Written).ToArray().Select(static record => record.As<GuestMarked>())];
        Assert.Equal([(5u, 1u), (5u, 2u), (5u, 3u), (6u, 0xCAFEu)], marks.Select(static mark => (mark.Channel, mark.Value)));
        Assert.All(marks, mark => Assert.InRange(mark.Pc, board == "virt" ? 0x4010_0000u : 0, board == "virt" ? 0x4010_4000u : 0x4000));
        Assert.Equal(2, marks.Select(static mark => mark.Pc).Distinct().Count());
    }

    private static ulong Hash(string board, string cpu, Engine engine)
    {
        using var folder = new TemporaryFolder();
        using var test = new SelfTest(board, cpu, engine, Drive(folder));
        var hash = new StateHash(test.Machine);
        SelfTest.ToTheirEnds(test);
        return hash.Sample();
    }

    private static string Drive(TemporaryFolder folder)
    {
        string drive = folder.File("drive.img");
        File.WriteAllBytes(drive, new byte[16 * 512]);
        return drive;
    }
}
