using System.Buffers.Binary;
using CsCheck;
using Introspect.Core.PageTables;

namespace Introspect.Core.Tests.PageTables;

public sealed class PageTableReaderTests
{
    private const uint MmuOn = 1, LongFormat = 1u << 31;
    private const uint Table = 0x4000, Second = 0x8000, Third = 0x9000;

    private readonly TableMemory _memory = new();

    private PageTableReader Reader => new(_memory);

    private static TranslationRegime Short => new(MmuOn, Table, 0, 0, 1, 0, 0, 0);

    private static TranslationRegime Long => Short with { Ttbcr = LongFormat };

    [Fact]
    public void A_walk_lists_every_descriptor_and_ends_in_a_physical_address()
    {
        _memory.Put32(Table + (4 * 0x123), Second | 1);
        _memory.Put32(Second + (4 * 0x45), 0x4567_8032);
        AddressWalk walk = Reader.Walk(Short, 0x1234_5ABC);
        Assert.Equal(0x4567_8ABCul, walk.Physical);
        Assert.Equal("mapped by a small page", walk.Outcome);
        Assert.Equal(
            [
                (1, (ulong)Table, 0x123u, (ulong)(Second | 1), DescriptorKind.Table),
                (2, Second, 0x45u, 0x4567_8032, DescriptorKind.SmallPage),
            ],
            walk.Steps.Select(static step => (step.Table.Level, step.Table.Address, step.Index, step.Descriptor, step.Kind)));
    }

    [Theory]
    [InlineData(0x0000_0000u, "the level 1 descriptor 0x00000000 maps nothing")]
    [InlineData(0x0000_8001u, "the level 2 descriptor 0x00000000 maps nothing")]
    [InlineData(0x7000_0001u, "the level 2 descriptor at 0x70000000 is outside RAM")]
    public void A_walk_that_fails_says_where(uint first, string outcome)
    {
        _memory.Put32(Table, first);
        AddressWalk walk = Reader.Walk(Short, 0);
        Assert.Null(walk.Physical);
        Assert.Equal(outcome, walk.Outcome);
        Assert.False(Reader.TryTranslate(Short, 0, out _));
    }

    [Fact]
    public void The_long_format_has_three_levels()
    {
        _memory.Put64(Table + 8, Second | 3);
        _memory.Put64(Second + (8 * 2), Third | 3);
        _memory.Put64(Third + (8 * 5), 0x12_3456_7743);
        AddressWalk walk = Reader.Walk(Long, 0x4040_5ABC);
        Assert.Equal(0x12_3456_7ABCul, walk.Physical);
        Assert.Equal([DescriptorKind.Table, DescriptorKind.Table, DescriptorKind.Page], walk.Steps.Select(static step => step.Kind));
    }

    [Fact]
    public void Without_the_mmu_an_address_is_physical()
    {
        AddressWalk walk = Reader.Walk(default, 0xABCD_EF01);
        Assert.Equal(0xABCD_EF01ul, walk.Physical);
        Assert.Empty(walk.Steps);
        Assert.Empty(PageTableReader.Roots(default));
    }

    [Fact]
    public void A_table_is_a_tree_of_its_valid_entries()
    {
        _memory.Put32(Table + (4 * 1), Second | 1 | (1 << 2));
        _memory.Put32(Table + (4 * 3), 0x0030_0C02);
        _memory.Put32(Second + (4 * 7), 0x0000_7033);
        TranslationTable root = Assert.Single(PageTableReader.Roots(Short));
        TableEntry[] first = [.. Reader.Entries(Short, root)];
        Assert.Equal([(0x10_0000u, DescriptorKind.Table), (0x30_0000u, DescriptorKind.Section)], first.Select(static e => (e.First, e.Kind)));
        Assert.Equal(("rwx", "rwx"), (first[1].Privileged.ToString(), first[1].User.ToString()));
        TableEntry page = Assert.Single(Reader.Entries(Short, first[0].Below!.Value, first[0]));
        Assert.Equal((0x10_7000u, 0x7000ul, 0x1000ul, "rw-", "rw-"), (page.First, page.Physical, page.Size, page.Privileged.ToString(), page.User.ToString()));
    }

    [Fact]
    public void Never_to_execute_as_privileged_comes_from_the_table_above()
    {
        _memory.Put32(Table, Second | 1 | (1 << 2));
        _memory.Put32(Second, 0x0000_7032);
        TableEntry above = Assert.Single(Reader.Entries(Short, PageTableReader.Roots(Short)[0]));
        TableEntry page = Assert.Single(Reader.Entries(Short, above.Below!.Value, above));
        Assert.Equal(("rw-", "rwx"), (page.Privileged.ToString(), page.User.ToString()));
    }

    [Fact]
    public void A_fine_table_has_tiny_pages()
    {
        TranslationRegime regime = Short with { Mmu = MmuKind.Vmsa5 };
        _memory.Put32(Table, Second | 3);
        _memory.Put32(Second + (4 * 6), 0x4567_8C33);
        TableEntry above = Assert.Single(Reader.Entries(regime, PageTableReader.Roots(regime)[0]));
        TableEntry page = Assert.Single(Reader.Entries(regime, above.Below!.Value, above));
        Assert.Equal((DescriptorKind.FineTable, DescriptorKind.TinyPage), (above.Kind, page.Kind));
        Assert.Equal((0x1800u, 0x400ul, 0x4567_8C00ul, "rwx"), (page.First, page.Size, page.Physical, page.User.ToString()));
        AddressWalk walk = Reader.Walk(regime, 0x1ABC);
        Assert.Equal((0x4567_8EBCul, "mapped by a tiny page"), (walk.Physical!.Value, walk.Outcome));
    }

    [Fact]
    public void A_page_whose_quarters_differ_is_an_entry_for_each()
    {
        TranslationRegime regime = Short with { Mmu = MmuKind.Vmsa6 };
        _memory.Put32(Table, Second | 1);
        _memory.Put32(Second + (4 * 7), 0x4567_8002 | (0b00_01_10_11 << 4));
        _memory.Put32(Second + (4 * 8), 0x4567_9FF2);
        TableEntry above = Assert.Single(Reader.Entries(regime, PageTableReader.Roots(regime)[0]));
        Assert.Equal(
            [
                (0x7000u, 0x400ul, 0x4567_8000ul, "rwx", "rwx"),
                (0x7400u, 0x400ul, 0x4567_8400ul, "rwx", "r-x"),
                (0x7800u, 0x400ul, 0x4567_8800ul, "rwx", "---"),
                (0x7C00u, 0x400ul, 0x4567_8C00ul, "---", "---"),
                (0x8000u, 0x1000ul, 0x4567_9000ul, "rwx", "rwx"),
            ],
            Reader.Entries(regime, above.Below!.Value, above).Select(static e => (e.First, e.Size, e.Physical, e.Privileged.ToString(), e.User.ToString())));
    }

    [Fact]
    public void A_walk_begins_with_the_modified_address()
    {
        TranslationRegime regime = Short with { Mmu = MmuKind.Vmsa5, FcsePid = 3 };
        _memory.Put32(Table + (4 * 0x061), 0x4560_0C02);
        AddressWalk walk = Reader.Walk(regime, 0x0010_0ABC);
        Assert.Equal((0x0010_0ABCu, 0x4560_0ABCul), (walk.Address, walk.Physical!.Value));
        Assert.True(Reader.TryTranslate(regime, 0x0010_0ABC, out ulong physical));
        Assert.Equal(0x4560_0ABCul, physical);
    }

    [Fact]
    public void Two_bases_give_two_roots()
    {
        TranslationRegime split = Short with { Ttbcr = 1, Ttbr1 = Second };
        Assert.Equal([Table, Second], PageTableReader.Roots(split).Select(static root => (uint)root.Address));
    }

    [Fact]
    public void Translation_and_walk_agree_whatever_the_tables_hold() =>
        Gen.Select(Gen.UInt.Array[64], Gen.UInt, Gen.Bool, Gen.UInt[0, 7]).Sample((words, address, isLong, split) =>
        {
            var memory = new TableMemory();
            for (uint i = 0; i < words.Length; i++)
            {
                // What looks like a pointer to a table leads back into these pages.
                memory.Put32((i * 0x1F4) & 0xFFFC, words[i] & 0x0000_FFFF);
            }

            TranslationRegime regime = (isLong ? Long : Short) with { Ttbcr = (isLong ? LongFormat : 0) | split, Ttbr1 = Second };
            var reader = new PageTableReader(memory);
            AddressWalk walk = reader.Walk(regime, address);
            Assert.Equal(walk.Physical is not null, reader.TryTranslate(regime, address, out ulong physical));
            Assert.Equal(walk.Physical ?? physical, physical);
            Assert.InRange(walk.Steps.Length, 0, 3);
        });

    private sealed class TableMemory : IPhysicalReader
    {
        private readonly byte[] _bytes = new byte[0x1_0000];

        public void Put32(uint address, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan((int)address), value);

        public void Put64(uint address, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan((int)address), value);

        public bool TryRead(ulong address, Span<byte> destination)
        {
            if (address > (ulong)(_bytes.Length - destination.Length))
            {
                return false;
            }

            _bytes.AsSpan((int)address, destination.Length).CopyTo(destination);
            return true;
        }
    }
}
