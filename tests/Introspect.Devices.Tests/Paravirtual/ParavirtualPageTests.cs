using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualPageTests
{
    private const uint Pending = 0x18, Enable = 0x1C, FirstRecord = 0x100, RecordBytes = 0x20;

    private readonly TestSet _test = new();

    private ParavirtualPage Page => _test.Set.Page;

    [Theory]
    [InlineData(0x00, 0x5053_4E49)]
    [InlineData(0x04, 1)]
    [InlineData(0x08, 12)]
    [InlineData(0x0C, RecordBytes)]
    [InlineData(0x10, FirstRecord)]
    [InlineData(0x14, TestSet.InterruptNumber)]
    [InlineData(0x18, 0)]
    public void The_page_says_what_it_is(uint offset, uint value) => Assert.Equal(value, Page.Read32(offset));

    [Theory]
    [InlineData(0, ParavirtualKind.Console)]
    [InlineData(1, ParavirtualKind.Network)]
    [InlineData(2, ParavirtualKind.Clock)]
    [InlineData(3, ParavirtualKind.Balloon)]
    [InlineData(4, ParavirtualKind.Input)]
    [InlineData(5, ParavirtualKind.Ring)]
    [InlineData(6, ParavirtualKind.Power)]
    [InlineData(7, ParavirtualKind.Framebuffer)]
    [InlineData(8, ParavirtualKind.Rng)]
    [InlineData(9, ParavirtualKind.Trace)]
    [InlineData(10, ParavirtualKind.Calls)]
    [InlineData(11, ParavirtualKind.Block)]
    public void A_record_gives_kind_window_line_version_and_presence(uint index, ParavirtualKind kind) => Assert.Equal(
        [(uint)kind, 0x1000 * (index + 1), 0x1000u, (uint)TestSet.InterruptNumber, 1u, 0u, 1u, 0u],
        Enumerable.Range(0, 8).Select(word => Page.Read32(FirstRecord + (index * RecordBytes) + (4 * (uint)word))));

    [Fact]
    public void Behind_the_last_record_there_is_nothing() => Assert.Equal(0u, Page.Read32(FirstRecord + (12 * RecordBytes)));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_device_without_something_behind_it_is_absent(uint index) =>
        Assert.Equal(0u, new TestSet(hasCable: false, isConnected: false).Set.Page.Read32(FirstRecord + (index * RecordBytes) + 0x18));

    [Fact]
    public void A_drive_that_takes_no_writes_says_so() =>
        Assert.Equal(1u, new TestSet { IsReadOnly = true }.Set.Page.Read32(FirstRecord + (11 * RecordBytes) + 0x14));

    [Fact]
    public void The_line_is_up_while_an_enabled_device_wants_something()
    {
        _test.Set.Input.Receive(default);
        _test.Set.Power.Press();
        Assert.Equal(((1u << 4) | (1u << 6), true), (Page.Read32(Pending), _test.Irq.IsRaised));
        Page.Write32(Enable, 1 << 6);
        Assert.True(_test.Irq.IsRaised);
        _test[ParavirtualKind.Power].Read32(0x0C);
        Assert.Equal((1u << 4, false), (Page.Read32(Pending), _test.Irq.IsRaised));
        Page.Write32(Enable, 1 << 4);
        Assert.True(_test.Irq.IsRaised);
    }

    [Fact]
    public void Reset_enables_nothing()
    {
        _test.Set.Input.Receive(default);
        Page.Reset();
        Assert.Equal((0u, false), (Page.Read32(Enable), _test.Irq.IsRaised));
    }
}
