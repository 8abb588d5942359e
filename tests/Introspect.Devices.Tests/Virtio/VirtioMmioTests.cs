using Introspect.Devices.Tests.Fakes;
using Introspect.Devices.Virtio;

namespace Introspect.Devices.Tests.Virtio;

public sealed class VirtioMmioTests
{
    private const ulong Buffer = FakeMemory.Base + 0x8000, Table = FakeMemory.Base + 0x9000;

    [Fact]
    public void An_empty_slot_says_there_is_no_device()
    {
        var driver = new TestDriver(null);
        Assert.Equal((0x7472_6976u, 2u, 0u), (driver[TestDriver.Magic], driver[TestDriver.Version], driver[TestDriver.DeviceId]));
        for (uint offset = 0; offset < 0x200; offset += 4)
        {
            driver[offset] = 1;
        }

        Assert.Equal(0u, driver[TestDriver.QueueMax]);
        Assert.False(driver.Irq.IsRaised);
    }

    [Fact]
    public void The_device_offers_its_features_and_those_of_the_transport()
    {
        var driver = new TestDriver(new EchoDevice());
        Assert.Equal(0x3000_0001u, driver[TestDriver.Features]);
        driver[TestDriver.FeaturesSelect] = 1;
        Assert.Equal(1u, driver[TestDriver.Features]);
        driver[TestDriver.FeaturesSelect] = 2;
        Assert.Equal(0u, driver[TestDriver.Features]);
    }

    [Theory]
    [InlineData(TestDriver.Version1, true)]
    [InlineData(TestDriver.Version1 | TestDriver.EventIndex | 1, true)]
    [InlineData(0, false)]
    [InlineData(TestDriver.Version1 | 2, false)]
    public void Only_features_that_were_offered_are_accepted(ulong features, bool accepted)
    {
        var driver = new TestDriver(new EchoDevice()).Start(features);
        Assert.Equal(accepted, (driver[TestDriver.Status] & 8) != 0);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(256, true)]
    [InlineData(512, false)]
    [InlineData(0x8000_0000, false)]
    public void A_queue_is_ready_when_its_size_is_sane(uint size, bool ready)
    {
        var driver = new TestDriver(new EchoDevice());
        Assert.Equal(256u, driver[TestDriver.QueueMax]);
        driver.HandOver(0, size);
        Assert.Equal(ready ? 1u : 0, driver[TestDriver.QueueReady]);
    }

    [Fact]
    public void A_queue_that_is_ready_cannot_be_moved()
    {
        var driver = new TestDriver(new EchoDevice()).Start();
        driver[TestDriver.DescriptorsLow] = 0;
        Assert.Equal(4u, driver.Ask(0, new Piece(Buffer, 4, false), new Piece(Buffer + 8, 4, true)));
    }

    [Fact]
    public void A_request_over_many_pieces_is_one_stream_of_bytes()
    {
        var driver = new TestDriver(new EchoDevice()).Start();
        "abcdefgh"u8.CopyTo(driver.Memory.At(Buffer, 8));
        uint length = driver.Ask(
            0,
            new(Buffer, 3, false), new(Buffer + 3, 0, false), new(Buffer + 3, 5, false),
            new(Buffer + 0x10, 7, true), new(Buffer + 0x20, 4, true));
        Assert.Equal(8u, length);
        Assert.Equal("abcdefg", System.Text.Encoding.ASCII.GetString(driver.Memory.At(Buffer + 0x10, 7)));
        Assert.Equal((byte)'h', driver.Memory.At(Buffer + 0x20, 1)[0]);
        Assert.Equal((1u, true), (driver[TestDriver.Interrupts], driver.Irq.IsRaised));
        driver[TestDriver.Acknowledge] = 1;
        Assert.False(driver.Irq.IsRaised);
    }

    [Fact]
    public void Rings_go_round_many_times()
    {
        var driver = new TestDriver(new EchoDevice()).Start();
        for (int i = 0; i < 70_000; i++)
        {
            Assert.Equal(4u, driver.Ask(0, new Piece(Buffer, 4, false), new Piece(Buffer + 8, 4, true)));
        }

        Assert.Equal(70_000 & 0xFFFF, driver.UsedIndex(0));
    }

    [Fact]
    public void An_indirect_table_is_followed()
    {
        var driver = new TestDriver(new EchoDevice()).Start(TestDriver.Version1 | TestDriver.Indirect);
        driver.Descriptor(Table, 0, Buffer, 4, TestDriver.Next, 2);
        driver.Descriptor(Table, 2, Buffer + 8, 4, TestDriver.Write, 0);
        driver.Descriptor(TestDriver.Descriptors(0), 5, Table, 48, TestDriver.IsIndirect, 0);
        driver.PutHead(0, 5);
        driver[TestDriver.Notify] = 0;
        Assert.Equal((1, 5u, 4u), (driver.UsedIndex(0), driver.UsedId(0, 0), driver.UsedLength(0, 0)));
    }

    [Fact]
    public void A_driver_can_do_without_interrupts()
    {
        var driver = new TestDriver(new EchoDevice()).Start();
        driver.WriteWord(TestDriver.Available(0), 1);
        driver.Ask(0, new Piece(Buffer, 4, false));
        Assert.False(driver.Irq.IsRaised);
    }

    [Theory]
    // requests already served, index after which the driver wants to hear, does the next one interrupt
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 0xFFFF, false)]
    public void With_event_indexes_the_driver_says_when_to_interrupt(int served, int wanted, bool interrupts)
    {
        var driver = new TestDriver(new EchoDevice()).Start(TestDriver.Version1 | TestDriver.EventIndex);
        for (int i = 0; i < served; i++)
        {
            driver.Ask(0, new Piece(Buffer, 4, false));
        }

        driver[TestDriver.Acknowledge] = 1;
        driver.WriteWord(TestDriver.Available(0) + 4 + (2 * TestDriver.Size), (ushort)wanted);
        driver.Ask(0, new Piece(Buffer, 4, false));
        Assert.Equal(interrupts, driver.Irq.IsRaised);
        Assert.Equal(served + 1, driver.ReadWord(TestDriver.Used(0) + 4 + (8 * TestDriver.Size)));
    }

    public static TheoryData<string, Action<TestDriverBox>> HostileRings => new()
    {
        { "head beyond the table", b => b.Driver.PutHead(0, TestDriver.Size) },
        { "next beyond the table", b => b.Chain(Buffer, 4, TestDriver.Next, 99) },
        { "a loop", b => b.Chain(Buffer, 4, TestDriver.Next, 0) },
        { "a loop of empty pieces", b => b.Chain(Buffer, 0, TestDriver.Next, 0) },
        { "readable after writable", b => b.Chain(Buffer, 4, TestDriver.Next | TestDriver.Write, 1) },
        { "address that wraps", b => b.Chain(ulong.MaxValue - 2, 4, 0, 0) },
        { "indirect table outside RAM", b => b.Chain(16, 32, TestDriver.IsIndirect, 0) },
        { "indirect table of odd length", b => b.Chain(Table, 40, TestDriver.IsIndirect, 0) },
        { "indirect table of no length", b => b.Chain(Table, 0, TestDriver.IsIndirect, 0) },
        { "indirect table too long", b => b.Chain(Table, 16 * 257, TestDriver.IsIndirect, 0) },
        { "indirect with a next", b => b.Chain(Table, 16, TestDriver.IsIndirect | TestDriver.Next, 1) },
        { "indirect in indirect", b => b.Indirect(TestDriver.IsIndirect) },
        { "more requests than fit", b => b.Driver.WriteWord(TestDriver.Available(0) + 2, TestDriver.Size + 1) },
    };

    [Theory]
    [MemberData(nameof(HostileRings), DisableDiscoveryEnumeration = true)]
    public void A_ring_that_makes_no_sense_breaks_the_device_until_it_is_reset(string what, Action<TestDriverBox> break_)
    {
        Assert.NotEmpty(what);
        var device = new EchoDevice();
        var driver = new TestDriver(device).Start();
        break_(new TestDriverBox(driver));
        driver[TestDriver.Notify] = 0;
        Assert.Equal(TestDriver.NeedsReset | TestDriver.Running, driver[TestDriver.Status]);
        Assert.Equal(2u, driver[TestDriver.Interrupts]);
        Assert.Equal((0, 0), (device.Served, driver.UsedIndex(0)));

        driver[TestDriver.Status] = 0;
        Assert.Equal(0u, driver[TestDriver.Status]);
        driver.WriteWord(TestDriver.Available(0) + 2, 0);
        driver.Start();
        driver.Descriptor(TestDriver.Descriptors(0), 0, Buffer, 4, 0, 0);
        driver.WriteWord(TestDriver.Available(0) + 4, 0);
        driver.WriteWord(TestDriver.Available(0) + 2, 1);
        driver[TestDriver.Notify] = 0;
        Assert.Equal(1, device.Served);
    }

    [Theory]
    [InlineData(0x1000u)]
    [InlineData(0xFFFF_FFF0u)]
    public void Rings_outside_RAM_break_the_device(uint where)
    {
        foreach (uint register in new[] { TestDriver.DescriptorsLow, TestDriver.DriverLow, TestDriver.DeviceLow })
        {
            var driver = new TestDriver(new EchoDevice()).Start();
            driver[TestDriver.QueueReady] = 0;
            driver[register] = where;
            driver[TestDriver.QueueReady] = 1;
            driver.Put(0, new Piece(Buffer, 4, false));
            driver[TestDriver.Notify] = 0;
            Assert.Equal(TestDriver.NeedsReset, driver[TestDriver.Status] & TestDriver.NeedsReset);
        }
    }

    [Fact]
    public void A_device_made_to_write_to_its_own_ring_still_ends()
    {
        var device = new EchoDevice();
        var driver = new TestDriver(device).Start();
        ulong index = TestDriver.Available(0) + 2;
        device.OnServe = () => driver.WriteWord(index, (ushort)(driver.ReadWord(index) + 1));
        driver.Ask(0, new Piece(Buffer, 4, false));
        Assert.Equal(TestDriver.Size, device.Served);
    }

    [Fact]
    public void Notifying_a_queue_that_is_not_there_or_not_ready_does_nothing()
    {
        var device = new EchoDevice();
        var driver = new TestDriver(device);
        foreach (uint queue in new uint[] { 0, 1, 0xFFFF_FFFF })
        {
            driver[TestDriver.Notify] = queue;
        }

        Assert.Equal(0, device.Served);
        Assert.Equal(0u, driver[TestDriver.Status]);
    }

    [Fact]
    public void The_configuration_reads_by_byte_halfword_and_word()
    {
        Introspect.Memory.IMmioDevice slot = new TestDriver(new EchoDevice()).Slot;
        Assert.Equal(0x0403_0201u, slot.Read32(0x100));
        Assert.Equal(0x0605u, slot.Read32(0x104));
        Assert.Equal(0u, slot.Read32(0x108));
        Assert.Equal(0x0403, slot.Read16(0x102));
        Assert.Equal(6, slot.Read8(0x105));
    }

    [Fact]
    public void Reset_forgets_driver_and_device()
    {
        var device = new EchoDevice();
        var driver = new TestDriver(device).Start();
        driver.Ask(0, new Piece(Buffer, 4, false));
        driver[TestDriver.QueueSelect] = 1;
        driver[TestDriver.FeaturesSelect] = 1;
        driver.Slot.Reset();
        Assert.False(driver.Irq.IsRaised);
        Assert.Equal(0, device.Served);
        var fresh = new TestDriver(new EchoDevice());
        for (uint offset = 0; offset < 0x200; offset += 4)
        {
            Assert.Equal(fresh[offset], driver[offset]);
        }
    }

    /// <summary>Wraps the driver for the rows of hostile rings, which must be public.</summary>
    public sealed class TestDriverBox
    {
        internal TestDriverBox(TestDriver driver) => Driver = driver;

        internal TestDriver Driver { get; }

        internal void Chain(ulong address, uint length, int flags, int next)
        {
            Driver.Descriptor(TestDriver.Descriptors(0), 0, address, length, (ushort)flags, (ushort)next);
            Driver.Descriptor(TestDriver.Descriptors(0), 1, Buffer, 4, 0, 0);
            Driver.PutHead(0, 0);
        }

        internal void Indirect(ushort innerFlags)
        {
            Driver.Descriptor(Table, 0, Table, 16, innerFlags, 0);
            Chain(Table, 16, TestDriver.IsIndirect, 0);
        }
    }

    /// <summary>Writes back what it reads.</summary>
    private sealed class EchoDevice : VirtioDevice
    {
        private readonly byte[] _configuration = [1, 2, 3, 4, 5, 6];

        public int Served { get; private set; }

        public Action? OnServe { get; set; }

        public override uint Id => 42;

        public override ulong Features => 1;

        public override int QueueCount => 1;

        public override ReadOnlySpan<byte> Configuration => _configuration;

        public override void Reset() => Served = 0;

        protected internal override void Serve(int queue, VirtioChain chain)
        {
            Served++;
            OnServe?.Invoke();
            var bytes = new byte[Math.Min(chain.Readable, chain.Writable)];
            Assert.True(chain.TryRead(bytes) && chain.TryWrite(bytes));
        }
    }
}
