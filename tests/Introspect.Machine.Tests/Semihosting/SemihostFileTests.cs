using System.Text;
using Introspect.Machine.Semihosting;

namespace Introspect.Machine.Tests.Semihosting;

public sealed class SemihostFileTests
{
    private const uint Close = 0x02, Write = 0x05, Read = 0x06, IsTerminal = 0x09, Seek = 0x0A, FileLength = 0x0C,
        TemporaryName = 0x0D, Remove = 0x0E, Rename = 0x0F;

    private const uint Failed = uint.MaxValue;

    [Theory]
    // mode    not written   read       left in the file
    [InlineData(0u, 1u, "abc", "abc")]
    [InlineData(1u, 1u, "abc", "abc")]
    [InlineData(2u, 0u, "xbc", "xbc")]
    [InlineData(3u, 0u, "xbc", "xbc")]
    [InlineData(4u, 0u, "", "x")]
    [InlineData(5u, 0u, "", "x")]
    [InlineData(6u, 0u, "x", "x")]
    [InlineData(7u, 0u, "x", "x")]
    [InlineData(8u, 0u, "", "abcx")]
    [InlineData(9u, 0u, "", "abcx")]
    [InlineData(10u, 0u, "abcx", "abcx")]
    [InlineData(11u, 0u, "abcx", "abcx")]
    public void A_file_is_opened_as_fopen_opens_it(uint mode, uint notWritten, string read, string left)
    {
        var files = new MemoryFiles { Contents = { ["file"] = "abc"u8.ToArray() } };
        using var guest = new TestGuest(files);
        uint buffer = guest.Text(new string('?', 10));
        uint handle = guest.Open("file", mode);
        Assert.Equal(notWritten, guest.CallWith(Write, handle, guest.Text("x"), 1));
        Assert.Equal(0u, guest.CallWith(Seek, handle, 0));
        Assert.Equal(10u - (uint)read.Length, guest.CallWith(Read, handle, buffer, 10));
        Assert.Equal(read + "?", guest.TextAt(buffer, (uint)read.Length + 1));
        Assert.Equal((uint)left.Length, guest.CallWith(FileLength, handle));
        Assert.Equal(0u, guest.CallWith(IsTerminal, handle));
        Assert.Equal(0u, guest.CallWith(Close, handle));
        Assert.Equal(left, Encoding.Latin1.GetString(files.Contents["file"]));
    }

    [Theory]
    // name                      mode  error
    [InlineData("missing", 0u, SemihostError.NoEntry)]
    [InlineData("missing", 3u, SemihostError.NoEntry)]
    [InlineData("file", 12u, SemihostError.Invalid)]
    [InlineData("file", 0xFFFF_FFFFu, SemihostError.Invalid)]
    [InlineData("\xFF\xFE", 4u, SemihostError.NoEntry)]
    [InlineData(":semihosting-features", 4u, SemihostError.Refused)]
    [InlineData(":semihosting-features", 2u, SemihostError.Refused)]
    public void An_open_that_fails_says_why(string name, uint mode, SemihostError error)
    {
        using var guest = new TestGuest(new MemoryFiles());
        Assert.Equal(Failed, guest.Open(name, mode));
        Assert.Equal((uint)error, guest.ErrorNumber);
    }

    [Theory]
    [InlineData(4097u, SemihostError.NameTooLong)]
    [InlineData(0xFFFF_FFFFu, SemihostError.NameTooLong)]
    public void A_name_has_a_bound(uint length, SemihostError error)
    {
        using var guest = new TestGuest(new MemoryFiles());
        Assert.Equal(Failed, guest.CallWith(0x01, guest.Text("file"), 4, length));
        Assert.Equal((uint)error, guest.ErrorNumber);
    }

    [Fact]
    public void Without_files_only_the_console_opens()
    {
        using var guest = new TestGuest(files: null);
        Assert.Equal(Failed, guest.Open("file", 4));
        Assert.Equal((uint)SemihostError.Refused, guest.ErrorNumber);
        Assert.Equal(Failed, guest.CallWith(Remove, guest.Text("file"), 4));
        Assert.Equal(1u, guest.Open(":tt", 4));
    }

    [Fact]
    public void The_features_are_an_extended_exit_and_a_standard_error()
    {
        using var guest = new TestGuest();
        uint handle = guest.Open(":semihosting-features", 0), buffer = guest.Text("???????");
        Assert.Equal(5u, guest.CallWith(FileLength, handle));
        Assert.Equal(2u, guest.CallWith(Read, handle, buffer, 7));
        Assert.Equal("SHFB\x03??", guest.TextAt(buffer, 7));
    }

    [Fact]
    public void No_more_than_64_files_are_open()
    {
        using var guest = new TestGuest(new MemoryFiles());
        for (uint i = 1; i <= 64; i++)
        {
            Assert.Equal(i, guest.Open("file", 4));
        }

        Assert.Equal(Failed, guest.Open("file", 4));
        Assert.Equal((uint)SemihostError.TooManyOpen, guest.ErrorNumber);
        guest.CallWith(Close, 33);
        Assert.Equal(33u, guest.Open("file", 4));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    [InlineData(64u)]
    [InlineData(65u)]
    [InlineData(0xFFFF_FFFFu)]
    public void A_handle_that_is_not_open_is_refused(uint handle)
    {
        using var guest = new TestGuest(new MemoryFiles());
        guest.Open("file", 4);
        uint buffer = guest.Text("text");
        Assert.All(new[] { Close, Seek, FileLength, IsTerminal }, operation =>
        {
            Assert.Equal(Failed, guest.CallWith(operation, handle, 0));
            Assert.Equal((uint)SemihostError.BadHandle, guest.ErrorNumber);
        });
        Assert.Equal((4u, 4u), (guest.CallWith(Write, handle, buffer, 4), guest.CallWith(Read, handle, buffer, 4)));
    }

    [Theory]
    // before the end   length     not written
    [InlineData(4u, 4u, 0u)]
    [InlineData(4u, 8u, 8u)]
    [InlineData(8192u, 8193u, 1u)]
    [InlineData(4096u, 0xFFFF_FFFFu, 0xFFFF_EFFFu)]
    public void A_transfer_ends_where_memory_ends(uint beforeEnd, uint length, uint notWritten)
    {
        using var guest = new TestGuest(new MemoryFiles());
        uint handle = guest.Open("file", 6);
        Assert.Equal(notWritten, guest.CallWith(Write, handle, TestGuest.RamEnd - beforeEnd, length));
        Assert.Equal(notWritten == 0 ? 0u : (uint)SemihostError.BadAddress, guest.ErrorNumber);
        Assert.Equal(length - notWritten, guest.CallWith(FileLength, handle));

        guest.CallWith(Seek, handle, 0);
        Assert.Equal(notWritten, guest.CallWith(Read, handle, TestGuest.RamEnd - beforeEnd, length));
    }

    [Fact]
    public void A_call_moves_16_MiB_at_most()
    {
        const uint Most = 16 << 20, Buffer = TestGuest.RamStart + 0x3_0000;
        using var guest = new TestGuest(new MemoryFiles { Contents = { ["file"] = new byte[Most + 10] } });
        uint handle = guest.Open("file", 0);
        Assert.Equal(10u, guest.CallWith(Read, handle, Buffer, Most + 10));
        Assert.Equal(Most, guest.CallWith(Read, handle, Buffer, Most + 10));
    }

    [Fact]
    public void A_file_is_renamed_and_removed()
    {
        var files = new MemoryFiles { Contents = { ["old"] = [1] } };
        using var guest = new TestGuest(files);
        uint old = guest.Text("old"), fresh = guest.Text("fresh");
        Assert.Equal(0u, guest.CallWith(Rename, old, 3, fresh, 5));
        Assert.Equal("fresh", Assert.Single(files.Contents.Keys));
        Assert.Equal(Failed, guest.CallWith(Remove, old, 3));
        Assert.Equal((uint)SemihostError.NoEntry, guest.ErrorNumber);
        Assert.Equal(0u, guest.CallWith(Remove, fresh, 5));
        Assert.Empty(files.Contents);
    }

    [Theory]
    [InlineData(0u, 18u, "introspect-00.tmp\0")]
    [InlineData(255u, 100u, "introspect-ff.tmp\0")]
    [InlineData(0u, 17u, null)]
    [InlineData(256u, 100u, null)]
    public void A_temporary_name_depends_on_its_number_alone(uint number, uint length, string? name)
    {
        using var guest = new TestGuest();
        uint buffer = guest.Text(new string('?', 20));
        Assert.Equal(name is null ? Failed : 0, guest.CallWith(TemporaryName, buffer, number, length));
        Assert.StartsWith(name ?? "???", guest.TextAt(buffer, 20), StringComparison.Ordinal);
    }
}
