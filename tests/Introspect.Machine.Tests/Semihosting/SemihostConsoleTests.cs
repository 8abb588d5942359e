using Introspect.Machine.Semihosting;

namespace Introspect.Machine.Tests.Semihosting;

public sealed class SemihostConsoleTests
{
    private const uint WriteCharacter = 0x03, WriteString = 0x04, Write = 0x05, Read = 0x06, ReadCharacter = 0x07,
        IsTerminal = 0x09, Seek = 0x0A, FileLength = 0x0C;

    private const uint Failed = uint.MaxValue;

    [Fact]
    public void Characters_strings_and_files_reach_the_console()
    {
        using var guest = new TestGuest();
        guest.Call(WriteCharacter, guest.Text("<"));
        guest.Call(WriteString, guest.Text("string"));
        uint output = guest.Open(":tt", 4), error = guest.Open(":tt", 8);
        Assert.Equal(0u, guest.CallWith(Write, output, guest.Text("out"), 3));
        Assert.Equal(0u, guest.CallWith(Write, error, guest.Text("err"), 3));
        Assert.Equal("<stringouterr", guest.Console);
    }

    [Fact]
    public void The_console_is_a_terminal_without_length_and_positions()
    {
        using var guest = new TestGuest();
        uint handle = guest.Open(":tt", 4);
        Assert.Equal(1u, guest.CallWith(IsTerminal, handle));
        Assert.Equal((Failed, Failed), (guest.CallWith(Seek, handle, 0), guest.CallWith(FileLength, handle)));
        Assert.Equal((uint)SemihostError.NoPosition, guest.ErrorNumber);
    }

    [Fact]
    public void A_string_without_an_end_is_cut()
    {
        using var guest = new TestGuest();
        Assert.True(guest.Machine.Bus.TryWrite(TestGuest.RamStart + 0x10_0000, Enumerable.Repeat((byte)'x', 2 << 20).ToArray()));
        Assert.Equal(Failed, guest.Call(WriteString, TestGuest.RamStart + 0x10_0000));
        Assert.Equal(1 << 20, guest.Console.Length);
    }

    [Fact]
    public void A_reader_executes_nothing_until_something_is_typed()
    {
        using var guest = new TestGuest();
        guest.Call(ReadCharacter, 0);
        ulong before = guest.Machine.Instructions;
        Assert.Equal(TurnEnd.Idle, guest.Machine.Turn().End);
        Assert.False(guest.Machine.Step(0));
        guest.Type("x");
        Assert.Equal(TurnEnd.Ran, guest.Machine.Turn(100).End);
        Assert.Equal((uint)'x', guest.Vcpu.Registers[0]);
        Assert.Equal(before + 100, guest.Machine.Instructions);
    }

    [Theory]
    // typed       asked   not read   read
    [InlineData("ab\n", 10u, 7u, "ab\n")]
    [InlineData("ab\r", 10u, 7u, "ab\n")]
    [InlineData("abcdef", 4u, 0u, "abcd")]
    [InlineData("\x04", 10u, 10u, "")]
    [InlineData("ab\x04", 10u, 8u, "ab")]
    public void A_read_gets_what_was_typed(string typed, uint asked, uint notRead, string read)
    {
        using var guest = new TestGuest();
        uint handle = guest.Open(":tt", 0), buffer = guest.Text(new string('?', 10));
        guest.Type(typed);
        Assert.Equal(notRead, guest.CallWith(Read, handle, buffer, asked));
        Assert.Equal(read + "?", guest.TextAt(buffer, (uint)read.Length + 1));
    }

    [Fact]
    public void A_bad_buffer_gets_nothing_and_loses_nothing()
    {
        using var guest = new TestGuest();
        uint handle = guest.Open(":tt", 0);
        guest.Type("x");
        Assert.Equal(8u, guest.CallWith(Read, handle, TestGuest.Nowhere, 8));
        Assert.Equal((uint)SemihostError.BadAddress, guest.ErrorNumber);
        Assert.Equal((uint)'x', guest.Call(ReadCharacter, 0));
    }

    [Fact]
    public void What_is_typed_belongs_to_the_serial_port_until_the_guest_asks_for_it()
    {
        using var guest = new TestGuest();
        guest.Type("ab");
        guest.Machine.Turn(1);
        Assert.Equal('a', SerialInput(guest));
        guest.Machine.Turn(1);
        Assert.Equal('b', SerialInput(guest));

        guest.Type("c");
        Assert.Equal('a', (char)guest.Call(ReadCharacter, 0));
        guest.Type("d");
        guest.Machine.Turn(1);
        Assert.Equal('c', SerialInput(guest));
        Assert.Equal('\0', SerialInput(guest));
        Assert.Equal("bcd", string.Concat(Enumerable.Range(0, 3).Select(_ => (char)guest.Call(ReadCharacter, 0))));
    }

    [Fact]
    public void A_reset_forgets_who_waited()
    {
        using var guest = new TestGuest();
        guest.Call(ReadCharacter, 0);
        guest.Machine.Reset();
        guest.Type("x");
        Assert.Equal(TurnEnd.Ran, guest.Machine.Turn(1).End);
        Assert.NotEqual((uint)'x', guest.Vcpu.Registers[0]);
    }

    // The serial port's data register, 0 when its flags say that there is nothing.
    private static char SerialInput(TestGuest guest)
    {
        const uint Flags = 0x18, ReceiveEmpty = 1 << 4;
        var uart = guest.Machine.Bus.Find(TestGuest.UartData)!.Device!;
        return (uart.Read32(Flags) & ReceiveEmpty) != 0 ? '\0' : (char)uart.Read32(0);
    }
}
