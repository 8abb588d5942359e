using System.Buffers.Binary;
using CsCheck;
using Introspect.Core;
using Introspect.Core.Symbols;
using Introspect.Machine.Loading;

namespace Introspect.Machine.Tests.Loading;

public sealed class ElfImageTests
{
    private const byte Function = 0x12, Label = 0x10, Variable = 0x11, FileName = 0x04;

    private static TestElf Sample() => new TestElf { Entry = 0xC000_0101 }
        .Segment(0xC000_0000, 0x4000_0000, new byte[0x200], 0x200)
        .Segment(0xC000_1000, 0x4000_1000, [1, 2, 3, 4], 0x100)
        .Symbol("$t", 0xC000_0100, 0, Label)
        .Symbol("main.c", 0, 0, FileName, section: 0xFFF1)
        .Symbol("main", 0xC000_0101, 0x20, Function)
        .Symbol("counter", 0xC000_1000, 4, Variable)
        .Symbol("loop", 0xC000_0140, 0, Label);

    private static GuestImage Parse(byte[] bytes) => GuestImage.Parse(new GuestFile("a.elf", bytes));

    [Fact]
    public void Segments_lie_at_their_physical_addresses_and_the_entry_follows_them()
    {
        GuestImage image = Parse(Sample().Build());

        Assert.Equal(GuestImageKind.Elf, image.Kind);
        Assert.Equal([(0x4000_0000u, 0x200, 0x200u), (0x4000_1000u, 4, 0x100u)], image.Segments.Select(static s => (s.Address, s.Bytes.Length, s.MemorySize)));
        Assert.Equal([1, 2, 3, 4], image.Segments[1].Bytes.ToArray());
        Assert.Equal(0x4000_0100u, image.Entry);
        Assert.True(image.StartsInThumb);
    }

    [Fact]
    public void Symbols_are_found_by_name_and_by_address()
    {
        SymbolTable symbols = Parse(Sample().Build()).Symbols;

        Assert.Equal(3, symbols.Count);
        Assert.True(symbols.TryFind("main", out GuestSymbol? main));
        Assert.Equal(new GuestSymbol("main", 0xC000_0100, 0x20, IsFunction: true, IsThumb: true), main);
        Assert.True(symbols.TryFind(0xC000_011F, out GuestSymbol? covering));
        Assert.Equal(main, covering);
        Assert.False(symbols.TryFind(0xC000_0120, out _));
        Assert.True(symbols.TryFind(0xC000_0150, out GuestSymbol? label));
        Assert.Equal("loop", label.Name);
        Assert.False(symbols.TryFind(0x1000, out _));
        Assert.False(symbols.TryFind("main.c", out _));
    }

    public static TheoryData<int, int, uint, string> Damages => new()
    {
        // at   bytes  becomes        error
        { 4,    1,     2,            "class 2, byte order 1, machine 40. Give one for 32-bit little-endian ARM" },
        { 5,    1,     2,            "byte order 2" },
        { 18,   2,     183,          "machine 183" },
        { 16,   2,     1,            "type 1, which has no addresses yet" },
        { 28,   4,     0xFFFF_FFF0,  "program headers reach to 0x100000030" },
        { 42,   2,     64,           "program headers have 64 bytes" },
        { 44,   2,     0xFFFF,       "program headers reach to" },
        { 44,   2,     0,            "nothing to load" },
        { 56,   4,     0xFFFF_FFFF,  "The file is cut short" },
        { 64,   4,     0xFFFF_FF00,  "0x200 bytes of memory" },
        { 68,   4,     0x0010_0000,  "The file is cut short" },
        { 72,   4,     0x0000_0100,  "damaged" },
        { 72,   4,     0x0000_1001,  "overlap" },
        { 32,   4,     0x7FFF_0000,  "section headers reach to" },
        { 46,   2,     41,           "section headers have 41 bytes" },
    };

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_file_is_refused_with_what_is_wrong(int at, int bytes, uint value, string error)
    {
        byte[] file = Sample().Build();
        for (int i = 0; i < bytes; i++)
        {
            file[at + i] = (byte)(value >> (8 * i));
        }

        string message = Assert.Throws<IntrospectException>(() => Parse(file)).Message;
        Assert.StartsWith("a.elf: ", message, StringComparison.Ordinal);
        Assert.Contains(error, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_overlap_cannot_fill_our_memory()
    {
        var elf = new TestElf().Segment(0, 0, new byte[4], 4).Symbol(new string('x', 8000), 0, 0, Function);
        for (int i = 0; i < 20_000; i++)
        {
            elf.Symbol("", 0, 0, Function);
        }

        byte[] file = elf.Build();
        int symbols = 52 + 32 + 4;
        for (int i = 0; i < 20_000; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(symbols + (i * 16)), 1);
        }

        Assert.Contains("symbol names take more than", Assert.Throws<IntrospectException>(() => Parse(file).Symbols).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_but_never_crash_us() =>
        Gen.Select(Gen.Int[0, 4000], Gen.Byte, static (at, value) => (at, value)).Array[1, 8].Sample(static changes =>
        {
            byte[] file = Sample().Build();
            foreach ((int at, byte value) in changes)
            {
                file[at % file.Length] = value;
            }

            try
            {
                GuestImage image = Parse(file);
                Assert.All(image.Segments, static s => Assert.True((uint)s.Bytes.Length <= s.MemorySize));
            }
            catch (IntrospectException e)
            {
                Assert.StartsWith("a.elf: ", e.Message, StringComparison.Ordinal);
            }
        }, iter: 20_000);
}
