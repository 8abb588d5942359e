using Introspect.Core;

namespace Introspect.Devices.Tests;

public sealed class RegisterMapTests
{
    private static readonly RegisterMap<Toy> s_registers = new("toy", size: 0x100)
    {
        { 0x00, "BOTH", static d => d.Word, static (d, v) => d.Word = v },
        { 0x04, "READ", static d => d.Word + 1 },
        { 0x08, "WRITE", static (d, v) => d.Word = ~v },
        { 0x0C, "CONSTANT", 0x55 },
        { 0x20, 4, "ARRAY", static (d, i) => d.Words[i], static (d, i, v) => d.Words[i] = v },
        { 0xF0, "ID", [1, 2, 3, 4] },
    };

    [Theory]
    // offset, written, then read, then the word
    [InlineData(0x00, 7, 7, 7)]
    [InlineData(0x04, 7, 10, 9)]
    [InlineData(0x08, 7, 0, -8)]
    [InlineData(0x0C, 7, 0x55, 9)]
    [InlineData(0xF8, 7, 3, 9)]
    public void A_row_says_what_reads_and_writes_do(uint offset, uint written, uint read, int word)
    {
        var toy = new Toy { Word = 9 };
        s_registers.Write(toy, offset, written);
        Assert.Equal(read, s_registers.Read(toy, offset));
        Assert.Equal((uint)word, toy.Word);
        Assert.Empty(toy.Reports);
    }

    [Fact]
    public void An_array_row_hands_over_the_index()
    {
        var toy = new Toy();
        s_registers.Write(toy, 0x2C, 5);
        Assert.Equal([0u, 0, 0, 5], toy.Words);
        Assert.Equal(5u, s_registers.Read(toy, 0x2C));
    }

    [Theory]
    [InlineData(0x10)]
    [InlineData(0x30)]
    [InlineData(0xFC + 4)]
    [InlineData(0xFFFF_FFFC)]
    public void An_offset_without_a_row_reads_zero_and_is_reported(uint offset)
    {
        var toy = new Toy();
        s_registers.Write(toy, offset, 3);
        Assert.Equal(0u, s_registers.Read(toy, offset));
        Assert.Equal([new("toy", offset, true, 3), new("toy", offset, false, 0)], toy.Reports);
    }

    [Fact]
    public void Nobody_has_to_listen_to_reports() => Assert.Equal(0u, s_registers.Read(new Toy { Unmodelled = null }, 0x10));

    [Fact]
    public void Rows_that_overlap_are_refused()
    {
        var error = Assert.Throws<InvariantException>(() => new RegisterMap<Toy>("toy", 0x100)
        {
            { 0x10, 4, "FIRST", static (_, _) => 0 },
            { 0x1C, "SECOND", 0 },
        });
        Assert.Contains("SECOND at 0x1C overlaps FIRST3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x101)]
    [InlineData(0x100)]
    [InlineData(0x02)]
    public void A_row_outside_the_window_or_off_a_word_is_refused(uint offset) =>
        Assert.Throws<InvariantException>(() => new RegisterMap<Toy>("toy", 0x100) { { offset, "X", 0 } });

    [Fact]
    public void An_access_allocates_nothing()
    {
        var toy = new Toy();
        s_registers.Write(toy, 0x24, s_registers.Read(toy, 0x00));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (uint i = 0; i < 1000; i++)
        {
            s_registers.Write(toy, 0x24, s_registers.Read(toy, 0x00));
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void The_table_lists_its_rows_by_offset() =>
        Assert.Equal(
            ["BOTH", "READ", "WRITE", "CONSTANT", "ARRAY0", "ARRAY1", "ARRAY2", "ARRAY3", "ID0", "ID1", "ID2", "ID3"],
            s_registers.Select(row => row.Name));

    private sealed class Toy : IReportsUnmodelled
    {
        public Toy() => Unmodelled = Reports.Add;

        public uint Word { get; set; }

        public uint[] Words { get; } = new uint[4];

        public List<UnmodelledAccess> Reports { get; } = [];

        public Action<UnmodelledAccess>? Unmodelled { get; set; }
    }
}
