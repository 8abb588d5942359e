using Introspect.Gdb.Protocol;
using Introspect.Inspection;
using Introspect.TestKit.Inspection;

namespace Introspect.Gdb.Tests.Packets;

public sealed class QueryPacketsTests
{
    public static TheoryData<string, string> Rows => new()
    {
        { "vMustReplyEmpty", "" },
        { "", "" },
        { "y", "" },
        { "qUnknownQueryWithANameThatIsLongerThanAnyOther:1", "" },
        { "qAttached", "1" },
        { "qAttached:1", "1" },
        { "qHostInfo", "triple:61726d2d6e6f6e652d6e6f6e652d65616269;endian:little;ptrsize:4;watchpoint_exceptions_received:before;" },
        { "qProcessInfo", "pid:1;triple:61726d2d6e6f6e652d6e6f6e652d65616269;endian:little;ptrsize:4;" },
        { "qSupported", "PacketSize=20000;QStartNoAckMode+;error-message+;binary-upload+;PhyMemMode+;vContSupported+;swbreak+;hwbreak+;"
            + "qXfer:features:read+;qXfer:memory-map:read+;qXfer:threads:read+" },
    };

    [Theory, MemberData(nameof(Rows))]
    public void A_request_has_its_reply(string request, string reply)
    {
        using var client = new Conversation();
        Assert.Equal(reply, client.Ask(request));
    }

    [Theory]
    [InlineData("qSupported:multiprocess+;xmlRegisters=arm", "E0e")]
    [InlineData("qSupported:error-message+;swbreak+", "E.0x00000000 cannot be read: no RAM or ROM is mapped there")]
    [InlineData("QEnableErrorStrings", "E0e;30783030303030303030")]
    public void Errors_are_told_in_the_way_the_client_understands(string agreement, string reply)
    {
        using var client = new Conversation();
        client.Ask(agreement);
        Assert.StartsWith(reply, client.Ask("m0,4"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_the_machine_can_do_is_offered()
    {
        using var fake = new FakeMachine(vcpus: 1);
        var table = new PacketTable();
        GdbServer.AddPacketsTo(table, new Recording(fake));
        Assert.DoesNotContain("swbreak", table.Features, StringComparison.Ordinal);
        Assert.DoesNotContain("memory-map", table.Features, StringComparison.Ordinal);
        foreach (string name in (string[])["Z0", "z1", "Z2", "vKill"])
        {
            var packet = new PacketReader(System.Text.Encoding.ASCII.GetBytes(name));
            Assert.Null(table.Find(ref packet));
        }
    }

    /// <summary>A machine without any ability beyond the base.</summary>
    private sealed class Recording(FakeMachine fake) : IInspectedMachine
    {
        public string Name => fake.Name;

        public string Board => fake.Board;

        public string CpuModel => fake.CpuModel;

        public IReadOnlyList<IInspectedVcpu> Vcpus => fake.Vcpus;

        public MachineState State => fake.State;

        public StopEvent LastStop => fake.LastStop;

        public ulong GuestTimeNs => fake.GuestTimeNs;

        public ulong InstructionCount => fake.InstructionCount;

        public void EnterHold() => fake.EnterHold();

        public void LeaveHold() => fake.LeaveHold();

        public IDisposable Subscribe(IMachineListener listener) => fake.Subscribe(listener);

        public bool Resume(ReadOnlySpan<ResumeAction> plan) => false;

        public void Interrupt() => fake.Interrupt();

        public int ReadPhysical(ulong address, Span<byte> destination) => fake.ReadPhysical(address, destination);

        public int WritePhysical(ulong address, ReadOnlySpan<byte> source) => 0;
    }
}
