using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualBlockTests
{
    private const uint SectorsLow = 0x00, MostSectors = 0x08, SectorLow = 0x0C, SectorHigh = 0x10, Count = 0x14, Address = 0x18, Command = 0x1C, Status = 0x20;
    private const uint Read = 1, Write = 2, Flush = 3;

    private readonly TestSet _test = new();

    [Fact]
    public void The_drive_gives_its_size() =>
        Assert.Equal((16u, 2048u), (_test[ParavirtualKind.Block].Read32(SectorsLow), _test[ParavirtualKind.Block].Read32(MostSectors)));

    [Fact]
    public void Sectors_are_read()
    {
        Assert.Equal(ParavirtualStatus.Ok, Ask(Read, 1, 15, TestSet.Base));
        Assert.Equal(_test.Disk.AsSpan(512), _test.Memory.Bytes.AsSpan(0, 15 * 512));
    }

    [Fact]
    public void Sectors_are_written_and_no_others()
    {
        byte[] before = [.. _test.Disk];
        _test.Memory.Bytes.AsSpan().Fill(0x5A);
        Assert.Equal(ParavirtualStatus.Ok, Ask(Write, 3, 2, TestSet.Base));
        before.AsSpan(3 * 512, 2 * 512).Fill(0x5A);
        Assert.Equal(before, _test.Disk);
    }

    [Fact]
    public void A_flush_is_acknowledged_once_the_medium_has_flushed()
    {
        Assert.Equal(ParavirtualStatus.Ok, Ask(Write, 0, 1, TestSet.Base));
        Assert.Equal("w", _test.DiskLog);
        Assert.Equal(ParavirtualStatus.Ok, Ask(Flush, 0, 0, 0));
        Assert.Equal("wf", _test.DiskLog);
    }

    [Theory]
    // command, sector, count, address, status
    [InlineData(Read, 16, 1, TestSet.Base, ParavirtualStatus.OutOfRange)]
    [InlineData(Read, 15, 2, TestSet.Base, ParavirtualStatus.OutOfRange)]
    [InlineData(Read, 0, 0x80_0000, TestSet.Base, ParavirtualStatus.OutOfRange)]
    [InlineData(Write, 0xFFFF_FFFF_FFFF_FFFF, 1, TestSet.Base, ParavirtualStatus.OutOfRange)]
    [InlineData(Write, 0x0080_0000_0000_0000, 1, TestSet.Base, ParavirtualStatus.OutOfRange)]
    [InlineData(Read, 0, 1, TestSet.Outside, ParavirtualStatus.NotMemory)]
    [InlineData(Write, 0, 1, TestSet.Outside, ParavirtualStatus.NotMemory)]
    [InlineData(Read, 0, 16, 0xFFFF_FF00, ParavirtualStatus.NotMemory)]
    [InlineData(Read, 0, 1, TestSet.Base + (1 << 20) - 511, ParavirtualStatus.NotMemory)]
    [InlineData(0, 0, 1, TestSet.Base, ParavirtualStatus.Unsupported)]
    [InlineData(4, 0, 1, TestSet.Base, ParavirtualStatus.Unsupported)]
    public void What_cannot_be_is_refused(uint command, ulong sector, uint count, uint address, ParavirtualStatus status)
    {
        byte[] before = [.. _test.Disk];
        Assert.Equal(status, Ask(command, sector, count, address));
        Assert.Equal(before, _test.Disk);
    }

    [Theory]
    [InlineData(Read)]
    [InlineData(Write)]
    [InlineData(Flush)]
    public void A_medium_that_fails_is_an_error(uint command)
    {
        _test.DiskFails = true;
        Assert.Equal(ParavirtualStatus.MediumFailed, Ask(command, 0, 1, TestSet.Base));
    }

    [Fact]
    public void A_read_only_drive_refuses_writes()
    {
        var test = new TestSet { IsReadOnly = true };
        Assert.Equal((ParavirtualStatus.MediumFailed, ""), (Ask(test[ParavirtualKind.Block], Write, 0, 1, TestSet.Base), test.DiskLog));
    }

    [Fact]
    public void Reset_forgets_the_request()
    {
        ParavirtualDevice block = _test[ParavirtualKind.Block];
        Ask(9, ulong.MaxValue, 7, 8);
        block.Reset();
        Assert.All(new[] { SectorLow, SectorHigh, Count, Address, Status }, register => Assert.Equal(0u, block.Read32(register)));
    }

    private ParavirtualStatus Ask(uint command, ulong sector, uint count, uint address) =>
        Ask(_test[ParavirtualKind.Block], command, sector, count, address);

    private static ParavirtualStatus Ask(ParavirtualDevice block, uint command, ulong sector, uint count, uint address)
    {
        block.Write32(SectorLow, (uint)sector);
        block.Write32(SectorHigh, (uint)(sector >> 32));
        block.Write32(Count, count);
        block.Write32(Address, address);
        block.Write32(Command, command);
        return (ParavirtualStatus)block.Read32(Status);
    }
}
