using System.Buffers.Binary;
using Introspect.Devices.Flash;

namespace Introspect.Devices.Tests.Flash;

public sealed class CfiFlashTests
{
    private const uint Block = 0x1000, Length = 0x1_0000;

    private readonly byte[] _cells = new byte[Length];
    private readonly CfiFlash _flash;
    private readonly List<bool> _modes = [];

    public CfiFlashTests()
    {
        Array.Fill(_cells, (byte)0xFF);
        _flash = new CfiFlash(_cells, Block);
        _flash.ModeChanged += () => _modes.Add(_flash.IsReadingArray);
    }

    [Fact]
    public void After_reset_the_array_is_read()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_cells.AsSpan(0x2000), 0x1234_5678);
        Assert.True(_flash.IsReadingArray);
        Assert.Equal(0x1234_5678u, _flash.Read32(0x2000));
        Assert.Equal(Length, _flash.Size);
        Assert.True(_flash.Contents.Span == _cells);
    }

    [Fact]
    public void The_query_table_describes_both_chips_in_step()
    {
        _flash.Write32(0x154, 0x0098_0098);
        uint[] words = [.. Enumerable.Range(0x10, 0x30).Select(i => _flash.Read32(4 * (uint)i))];
        Assert.All(words, word => Assert.Equal(word & 0xFF, word >> 16));
        byte[] table = [.. new byte[0x10], .. words.Select(w => (byte)w)];
        Assert.Equal("QRY"u8, table.AsSpan(0x10, 3));
        Assert.Equal([1, 0], table[0x13..0x15]);
        Assert.Equal(Length / 2, 1u << table[0x27]);
        Assert.Equal(1, table[0x2C]);
        Assert.Equal((Length / Block) - 1, BinaryPrimitives.ReadUInt16LittleEndian(table.AsSpan(0x2D)));
        Assert.Equal(Block / 2, BinaryPrimitives.ReadUInt16LittleEndian(table.AsSpan(0x2F)) * 256u);
        Assert.Equal("PRI10"u8, table.AsSpan(BinaryPrimitives.ReadUInt16LittleEndian(table.AsSpan(0x15)), 5));
    }

    [Fact]
    public void The_virt_bank_says_it_is_two_chips_of_32_MiB_in_blocks_of_128_KiB()
    {
        var bank = new CfiFlash(new byte[64 << 20]);
        bank.Write32(0, 0x98);
        Assert.Equal(25u, bank.Read32(0x27 * 4) & 0xFF);
        Assert.Equal((0xFFu, 0u), (bank.Read32(0x2D * 4) & 0xFF, bank.Read32(0x2E * 4) & 0xFF));
        Assert.Equal((0u, 2u), (bank.Read32(0x2F * 4) & 0xFF, bank.Read32(0x30 * 4) & 0xFF));
    }

    [Fact]
    public void The_identity_gives_maker_device_and_lock()
    {
        _flash.Write32(0x3000, 0x0090_0090);
        Assert.Equal((0x0089_0089u, 0x0018_0018u, 0u), (_flash.Read32(0x3000), _flash.Read32(0x3004), _flash.Read32(0x3008)));
        _flash.Write32(0x3000, 0x0060_0060);
        _flash.Write32(0x3000, 0x0001_0001);
        _flash.Write32(0, 0x0090_0090);
        Assert.Equal((0x0001_0001u, 0u), (_flash.Read32(0x3008), _flash.Read32(0x4008)));
    }

    [Fact]
    public void Modes_are_announced_when_the_array_goes_and_comes_back()
    {
        _flash.Write32(0, 0x70);
        _flash.Write32(0, 0x90);
        Assert.Equal(0x89, ((Introspect.Memory.IMmioDevice)_flash).Read8(0));
        _flash.Write32(0, 0xFF);
        _flash.Write32(0, 0xFF);
        Assert.Equal([false, true], _modes);
    }

    [Theory]
    [InlineData(0x40)]
    [InlineData(0x10)]
    public void Programming_clears_bits_and_never_sets_them(uint command)
    {
        Program(command, 0x100, 0xF0F0_FFFF);
        Assert.Equal(0x0080_0080u, _flash.Read32(0));
        Program(command, 0x100, 0xFF00_1234);
        _flash.Write32(0, 0xFF);
        Assert.Equal(0xF000_1234u, _flash.Read32(0x100));
        Assert.Equal(uint.MaxValue, _flash.Read32(0x104));
    }

    [Fact]
    public void Narrow_accesses_program_just_their_bytes()
    {
        _flash.Write8(0x101, 0x40);
        _flash.Write8(0x101, 0x12);
        _flash.Write16(0x102, 0x40);
        _flash.Write16(0x102, 0x3456);
        _flash.Write32(0, 0xFF);
        Assert.Equal(0x3456_12FFu, _flash.Read32(0x100));
    }

    [Fact]
    public void An_erase_fills_one_block_with_ones()
    {
        Array.Clear(_cells);
        _flash.Write32(0x2ABC, 0x0020_0020);
        _flash.Write32(0x2ABC, 0x00D0_00D0);
        Assert.Equal(0x0080_0080u, _flash.Read32(0));
        for (int i = 0; i < Length; i++)
        {
            Assert.Equal(i is >= 0x2000 and < 0x3000 ? 0xFF : 0, _cells[i]);
        }
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x60)]
    public void A_command_that_is_not_confirmed_is_a_sequence_error(uint command)
    {
        Array.Clear(_cells);
        _flash.Write32(0x2000, command);
        _flash.Write32(0x2000, 0x70);
        Assert.Equal(0x00B0_00B0u, _flash.Read32(0));
        Assert.Equal(0, _cells[0x2000]);
        _flash.Write32(0, 0x50);
        Assert.Equal(0x0080_0080u, _flash.Read32(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(1000)]
    public void A_buffer_is_programmed_when_it_is_confirmed(int words)
    {
        _flash.Write32(0x2000, 0x00E8_00E8);
        Assert.Equal(0x0080_0080u, _flash.Read32(0x2000));
        uint count = (uint)words - 1;
        _flash.Write32(0x2000, count | (count << 16));
        for (int i = 0; i < words; i++)
        {
            _flash.Write32(0x2010 + (4 * (uint)i), (uint)i);
        }

        Assert.Equal(0xFF, _cells[0x2010]);
        _flash.Write32(0x2000, 0x00D0_00D0);
        Assert.Equal(0x0080_0080u, _flash.Read32(0));
        _flash.Write32(0, 0xFF);
        for (int i = 0; i < words; i++)
        {
            Assert.Equal((uint)i, _flash.Read32(0x2010 + (4 * (uint)i)));
        }

        Assert.Equal(uint.MaxValue, _flash.Read32(0x2010 + (4 * (uint)words)));
        Assert.Equal(uint.MaxValue, _flash.Read32(0x200C));
    }

    [Theory]
    // count, where the data goes, confirmation
    [InlineData(1024, 0x2000, 0xD0)]
    [InlineData(0xFFFF, 0x2000, 0xD0)]
    [InlineData(0, 0x3000, 0xD0)]
    [InlineData(0, 0x1FFC, 0xD0)]
    [InlineData(0, 0x2000, 0x12)]
    public void A_buffer_that_is_too_long_elsewhere_or_not_confirmed_is_an_error(uint count, uint target, uint confirmation)
    {
        _flash.Write32(0x2000, 0xE8);
        _flash.Write32(0x2000, count);
        if (count == 0)
        {
            _flash.Write32(target, 0);
            _flash.Write32(0x2000, confirmation);
        }

        _flash.Write32(0, 0x70);
        Assert.Equal(0x00B0_00B0u, _flash.Read32(0));
        Assert.All(_cells, cell => Assert.Equal(0xFF, cell));
    }

    [Fact]
    public void A_buffer_at_the_end_of_a_block_stays_in_it()
    {
        _flash.Write32(0x2000, 0xE8);
        _flash.Write32(0x2000, 1);
        _flash.Write32(0x2FFC, 0);
        _flash.Write32(0x3000, 0);
        Assert.Equal(0x00B0_00B0u, _flash.Read32(0));
        Assert.Equal((0xFF, 0xFF), (_cells[0x2FFC], _cells[0x3000]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_locked_block_or_a_read_only_flash_is_not_changed(bool isReadOnly)
    {
        Array.Fill(_cells, (byte)0x77);
        var flash = new CfiFlash(_cells, Block, isReadOnly);
        flash.Write32(0x2000, 0x60);
        flash.Write32(0x2000, 0x01);
        flash.Write32(0x2000, 0x40);
        flash.Write32(0x2000, 0);
        Assert.Equal(0x0092_0092u, flash.Read32(0));
        flash.Write32(0, 0x50);
        flash.Write32(0x2000, 0x20);
        flash.Write32(0x2000, 0xD0);
        Assert.Equal(0x00A2_00A2u, flash.Read32(0));
        Assert.Equal(0x77, _cells[0x2000]);
        flash.Write32(0x2000, 0x60);
        flash.Write32(0x2000, 0xD0);
        flash.Write32(0x2000, 0x20);
        flash.Write32(0x2000, 0xD0);
        Assert.Equal(isReadOnly ? 0x77 : 0xFF, _cells[0x2000]);
    }

    [Theory]
    [InlineData(0xF0)]
    [InlineData(0xAA)]
    [InlineData(0x00)]
    public void Probes_for_other_chips_bring_the_array_back(uint command)
    {
        _flash.Write32(0, 0x70);
        _flash.Write32(0x1554, command);
        Assert.True(_flash.IsReadingArray);
    }

    [Fact]
    public void Reset_keeps_the_contents_only()
    {
        Program(0x40, 0, 0);
        _flash.Write32(0x2000, 0x60);
        _flash.Write32(0x2000, 0x01);
        _flash.Write32(0x2000, 0x20);
        _flash.Write32(0x2000, 0x00);
        _flash.Write32(0x2000, 0xE8);
        _flash.Write32(0x2000, 5);
        _flash.Reset();
        Assert.True(_flash.IsReadingArray && _modes[^1]);
        Assert.Equal(0u, _flash.Read32(0));
        _flash.Write32(0, 0x70);
        Assert.Equal(0x0080_0080u, _flash.Read32(0));
        _flash.Write32(0, 0x90);
        Assert.Equal(0u, _flash.Read32(0x2008));
    }

    private void Program(uint command, uint offset, uint value)
    {
        _flash.Write32(offset, command | (command << 16));
        _flash.Write32(offset, value);
    }
}
