using System.Buffers.Binary;
using System.Text;
using Introspect.Devices.Block;
using Introspect.Devices.Tests.Fakes;
using Introspect.Devices.Virtio;

namespace Introspect.Devices.Tests.Virtio;

public sealed class VirtioBlockTests
{
    private const ulong Header = FakeMemory.Base + 0x8000, Status = FakeMemory.Base + 0x8100, Data = FakeMemory.Base + 0x10000;
    private const uint In = 0, Out = 1, Flush = 4, Identity = 8;
    private const int Sectors = 400;
    private const ulong CanFlush = 1 << 9;

    private readonly byte[] _disk = [.. Enumerable.Range(0, Sectors * 512).Select(i => (byte)((i / 512) + i))];

    [Fact]
    public void The_configuration_gives_capacity_and_limits()
    {
        var driver = Drive();
        Assert.Equal(2u, driver[TestDriver.DeviceId]);
        Assert.Equal((uint)Sectors, driver[TestDriver.Config]);
        Assert.Equal(254u, driver[TestDriver.Config + 12]);
        Assert.Equal(512u, driver[TestDriver.Config + 20]);
        Assert.Equal(0x244u, driver[TestDriver.Features] & 0xFFFF);
    }

    [Theory]
    [InlineData(0, 512)]
    [InlineData(7, 1024)]
    [InlineData(399, 512)]
    [InlineData(0, Sectors * 512)]
    public void Sectors_are_read(ulong sector, uint length)
    {
        var driver = Drive();
        Assert.Equal((0, length + 1), Ask(driver, In, sector, new Piece(Data, length, true)));
        Assert.Equal(_disk.AsSpan((int)sector * 512, (int)length), driver.Memory.At(Data, (int)length));
    }

    [Fact]
    public void Sectors_are_written_from_several_pieces()
    {
        var driver = Drive();
        driver.Memory.At(Data, 512).Fill(0x5A);
        driver.Memory.At(Data + 0x1000, 512).Fill(0xA5);
        byte[] before = [.. _disk];
        Assert.Equal((0, 1u), Ask(driver, Out, 3, new Piece(Data, 512, false), new Piece(Data + 0x1000, 512, false)));
        before.AsSpan(3 * 512, 512).Fill(0x5A);
        before.AsSpan(4 * 512, 512).Fill(0xA5);
        Assert.Equal(before, _disk);
    }

    [Theory]
    // type, sector, length, does the device write
    [InlineData(In, 400, 512)]
    [InlineData(In, 399, 1024)]
    [InlineData(In, ulong.MaxValue, 512)]
    [InlineData(In, 0x0080_0000_0000_0000, 512)]
    [InlineData(In, 0, 511)]
    [InlineData(Out, 400, 512)]
    [InlineData(Out, 0, 100)]
    public void What_is_not_on_the_medium_is_an_error(uint type, ulong sector, uint length)
    {
        var driver = Drive();
        byte[] before = [.. _disk];
        Assert.Equal(1, Ask(driver, type, sector, new Piece(Data, length, type == In)).Status);
        Assert.Equal(before, _disk);
    }

    [Theory]
    [InlineData(In)]
    [InlineData(Out)]
    public void Data_outside_RAM_is_an_error(uint type)
    {
        var driver = Drive();
        Assert.Equal(1, Ask(driver, type, 0, new Piece(0x1000, 512, type == In)).Status);
    }

    [Fact]
    public void A_read_only_drive_says_so_and_refuses_writes()
    {
        var driver = Drive(isReadOnly: true);
        Assert.Equal(1u << 5, driver[TestDriver.Features] & (1 << 5));
        byte[] before = [.. _disk];
        Assert.Equal(1, Ask(driver, Out, 0, new Piece(Data, 512, false)).Status);
        Assert.Equal(before, _disk);
    }

    [Fact]
    public void The_identity_fills_twenty_bytes()
    {
        var driver = Drive();
        Assert.Equal((0, 21u), Ask(driver, Identity, 0, new Piece(Data, 20, true)));
        Assert.Equal("a-drive-with-a-long-", Encoding.ASCII.GetString(driver.Memory.At(Data, 20)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(11)]
    [InlineData(uint.MaxValue)]
    public void Other_requests_are_not_supported(uint type) => Assert.Equal(2, Ask(Drive(), type, 0).Status);

    [Theory]
    // accepted features, requests, flushes that reach the medium
    [InlineData(CanFlush, new[] { Out, Out }, 0)]
    [InlineData(CanFlush, new[] { Out, Flush }, 1)]
    [InlineData(0, new[] { Out, Out }, 2)]
    public void A_write_is_durable_after_a_flush_or_at_once_without_flushes(ulong features, uint[] requests, int flushes)
    {
        var medium = new CountingMedium(_disk);
        var driver = new TestDriver(new VirtioBlock(medium)).Start(TestDriver.Version1 | features);
        foreach (uint type in requests)
        {
            ReadOnlySpan<Piece> data = type == Out ? [new Piece(Data, 512, false)] : [];
            Assert.Equal(0, Ask(driver, type, 0, data).Status);
        }

        Assert.Equal(flushes, medium.Flushes);
    }

    [Fact]
    public void A_medium_that_fails_is_an_error()
    {
        var driver = new TestDriver(new VirtioBlock(new CountingMedium(_disk) { Fails = true })).Start(TestDriver.Version1 | CanFlush);
        Assert.Equal(1, Ask(driver, In, 0, new Piece(Data, 512, true)).Status);
        Assert.Equal(1, Ask(driver, Out, 0, new Piece(Data, 512, false)).Status);
        Assert.Equal(1, Ask(driver, Flush, 0).Status);
    }

    [Fact]
    public void A_request_without_header_or_status_is_given_back_empty()
    {
        var driver = Drive();
        Assert.Equal(0u, driver.Ask(0, new Piece(Header, 8, false), new Piece(Status, 1, true)));
        Assert.Equal(0u, driver.Ask(0, new Piece(Header, 16, false)));
        Assert.Equal(2, driver.UsedIndex(0));
    }

    private static (int Status, uint Length) Ask(TestDriver driver, uint type, ulong sector, params ReadOnlySpan<Piece> data)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(driver.Memory.At(Header, 4), type);
        BinaryPrimitives.WriteUInt64LittleEndian(driver.Memory.At(Header + 8, 8), sector);
        driver.Memory.At(Status, 1)[0] = 0xEE;
        uint length = driver.Ask(0, [new Piece(Header, 16, false), .. data, new Piece(Status, 1, true)]);
        return (driver.Memory.At(Status, 1)[0], length);
    }

    private TestDriver Drive(bool isReadOnly = false) =>
        new TestDriver(new VirtioBlock(new MemoryBlockBackend(_disk, isReadOnly), "a-drive-with-a-long-name")).Start();

    private sealed class CountingMedium(byte[] bytes) : IBlockBackend
    {
        public bool Fails { get; init; }

        public int Flushes { get; private set; }

        public ulong Length => (ulong)bytes.Length;

        public bool IsReadOnly => false;

        public bool TryRead(ulong offset, Span<byte> destination) => !Fails;

        public bool TryWrite(ulong offset, ReadOnlySpan<byte> source) => !Fails;

        public bool TryFlush()
        {
            Flushes++;
            return !Fails;
        }
    }
}
