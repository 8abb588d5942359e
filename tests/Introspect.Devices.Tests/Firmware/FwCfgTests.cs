using System.Buffers.Binary;
using System.Text;
using Introspect.Core;
using Introspect.Devices.Firmware;
using Introspect.Devices.Tests.Fakes;

namespace Introspect.Devices.Tests.Firmware;

public sealed class FwCfgTests
{
    private const uint Data = 0x00, Selector = 0x08, DmaHigh = 0x10, DmaLow = 0x14;
    private const ulong Descriptor = FakeMemory.Base + 0x100, Target = FakeMemory.Base + 0x1000;
    private const uint Read = 2, Skip = 4, Select = 8, Write = 16;

    private readonly FakeMemory _memory = new();
    private readonly FwCfg _device;

    public FwCfgTests()
    {
        _device = new FwCfg(_memory);
        _device.Add(FwCfgItem.CpuCount, (ushort)4);
        _device.Add(FwCfgItem.KernelSize, 0x1122_3344u);
        _device.Add(FwCfgItem.RamSize, 0x1_2345_6789ul);
        _device.Add(FwCfgItem.KernelCommandLine, "quiet");
        _device.AddFile("etc/smbios", "smbios"u8.ToArray());
        _device.AddFile("bootorder", "disk"u8.ToArray());
    }

    [Theory]
    [InlineData(FwCfgItem.Signature, "51454D55")]
    [InlineData(FwCfgItem.Id, "03000000")]
    [InlineData(FwCfgItem.CpuCount, "0400")]
    [InlineData(FwCfgItem.KernelSize, "44332211")]
    [InlineData(FwCfgItem.RamSize, "8967452301000000")]
    [InlineData(FwCfgItem.KernelCommandLine, "717569657400")]
    [InlineData((FwCfgItem)0x20, "6469736B")]
    [InlineData((FwCfgItem)0x4021, "736D62696F73")]
    [InlineData(FwCfgItem.InitrdData, "")]
    [InlineData((FwCfgItem)0xFFFF, "")]
    public void An_item_reads_byte_by_byte_and_then_as_zeros(FwCfgItem item, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Choose((ushort)item);
        Assert.Equal([.. bytes, 0, 0], Enumerable.Range(0, bytes.Length + 2).Select(_ => _device.Read8(Data)));
    }

    [Fact]
    public void Wider_reads_keep_the_bytes_in_the_order_of_memory()
    {
        Choose((ushort)FwCfgItem.RamSize);
        Assert.Equal(0x6789, _device.Read16(Data));
        Assert.Equal(0x0001_2345u, _device.Read32(Data));
        Assert.Equal(0u, _device.Read32(Data + 4));
        Choose((ushort)FwCfgItem.RamSize);
        Assert.Equal((0x2345_6789u, 1u), (_device.Read32(Data), _device.Read32(Data + 4)));
    }

    [Fact]
    public void The_directory_is_sorted_by_name_and_big_endian()
    {
        Choose((ushort)FwCfgItem.FileDirectory);
        byte[] directory = [.. Enumerable.Range(0, 4 + (2 * 64)).Select(_ => _device.Read8(Data))];
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32BigEndian(directory));
        Assert.Equal([("bootorder", 4u, (ushort)0x20), ("etc/smbios", 6u, (ushort)0x21)], new[] { Entry(4), Entry(68) });

        (string, uint, ushort) Entry(int at) => (
            Encoding.ASCII.GetString(directory, at + 8, 56).TrimEnd('\0'),
            BinaryPrimitives.ReadUInt32BigEndian(directory.AsSpan(at)),
            BinaryPrimitives.ReadUInt16BigEndian(directory.AsSpan(at + 4)));
    }

    [Fact]
    public void The_transfer_register_reads_as_its_signature() =>
        Assert.Equal("QEMU CFG", Encoding.ASCII.GetString([.. Enumerable.Range(0, 8).Select(i => _device.Read8(DmaHigh + (uint)i))]));

    [Fact]
    public void A_transfer_selects_skips_and_reads()
    {
        Assert.Equal(0u, Transfer((0x21 << 16) | Select | Skip, 2, 0));
        Assert.Equal(0u, Transfer(Read, 3, Target));
        Assert.Equal("bio"u8, _memory.At(Target, 3));
        _memory.At(Target, 8).Fill(0xEE);
        Assert.Equal(0u, Transfer(Read, 4, Target));
        Assert.Equal([(byte)'s', 0, 0, 0, 0xEE], _memory.At(Target, 5).ToArray());
    }

    [Fact]
    public void A_transfer_longer_than_a_page_is_filled_with_zeros()
    {
        _memory.At(Target, 0x5000).Fill(0xEE);
        Assert.Equal(0u, Transfer((0x20 << 16) | Select | Read, 0x4321, Target));
        Assert.Equal("disk"u8, _memory.At(Target, 4));
        Assert.Equal(0x4321, _memory.At(Target, 0x5000).IndexOf((byte)0xEE));
        Assert.DoesNotContain(_memory.At(Target + 4, 0x431D).ToArray(), b => b != 0);
    }

    [Theory]
    [InlineData(Select | Read, 4, 0x1000)]
    [InlineData(Select | Read, 0xFFFF_FFFF, Target)]
    [InlineData(Select | Read, 16, ulong.MaxValue - 3)]
    [InlineData(Select | Write, 4, Target)]
    public void A_transfer_that_cannot_be_done_says_so(uint control, uint length, ulong target) =>
        Assert.Equal(1u, Transfer((0x20 << 16) | control, length, target));

    [Theory]
    [InlineData(0x1000)]
    [InlineData(FakeMemory.Base + (1 << 20) - 8)]
    [InlineData(ulong.MaxValue - 7)]
    public void A_descriptor_outside_RAM_does_nothing(ulong descriptor)
    {
        byte[] before = [.. _memory.Bytes];
        Start(descriptor);
        Assert.Equal(before, _memory.Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a-name-of-fifty-six-characters-which-is-one-more-than-fits")]
    [InlineData("ümlaut")]
    public void A_file_name_must_fit_the_directory(string name) =>
        Assert.Throws<InvariantException>(() => _device.AddFile(name, new byte[1]));

    [Fact]
    public void Reset_goes_back_to_the_signature()
    {
        Choose((ushort)FwCfgItem.RamSize);
        _device.Read32(Data);
        _device.Write32(DmaHigh, 0xFFFF_FFFF);
        _device.Reset();
        Assert.Equal(0x554D_4551u, _device.Read32(Data));
        _memory.At(Descriptor, 16).Clear();
        _memory.At(Descriptor, 4)[3] = (byte)Write;
        _device.Write32(DmaLow, BinaryPrimitives.ReverseEndianness((uint)Descriptor));
        Assert.Equal(1, _memory.At(Descriptor, 4)[3]);
    }

    private void Choose(ushort item) =>
        ((Introspect.Memory.IMmioDevice)_device).Write16(Selector, BinaryPrimitives.ReverseEndianness(item));

    private uint Transfer(uint control, uint length, ulong target)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_memory.At(Descriptor, 4), control);
        BinaryPrimitives.WriteUInt32BigEndian(_memory.At(Descriptor + 4, 4), length);
        BinaryPrimitives.WriteUInt64BigEndian(_memory.At(Descriptor + 8, 8), target);
        Start(Descriptor);
        return BinaryPrimitives.ReadUInt32BigEndian(_memory.At(Descriptor, 4));
    }

    private void Start(ulong descriptor)
    {
        _device.Write32(DmaHigh, BinaryPrimitives.ReverseEndianness((uint)(descriptor >> 32)));
        _device.Write32(DmaLow, BinaryPrimitives.ReverseEndianness((uint)descriptor));
    }
}
