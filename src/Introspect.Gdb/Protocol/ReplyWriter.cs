using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Introspect.Gdb.Protocol;

/// <summary>
/// Builds what goes to the client in one buffer that is sent with one write: acknowledgement, packets, checksums. A payload
/// that does not fit is cut off by the method that writes it; nothing here allocates but text.
/// </summary>
internal sealed class ReplyWriter
{
    /// <summary>The longest payload either side sends; <c>PacketSize</c> in the feature string.</summary>
    public const int MaxPayload = 0x20000;

    private const int MaxConsoleText = 0x400;
    private static readonly SearchValues<byte> s_needEscape = SearchValues.Create("#$}*"u8);
    private readonly byte[] _out = new byte[MaxPayload + (4 * MaxConsoleText)];
    private readonly byte[] _scratch = new byte[MaxPayload];
    private int _payload;
    private int _end;

    public ErrorStyle ErrorStyle { get; set; }

    /// <summary>All that has been built since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Pending => _out.AsSpan(0, _end);

    private Span<byte> Room => _out.AsSpan(_end, Math.Min(_out.Length - 3, _payload + MaxPayload) - _end);

    public void Clear() => _end = 0;

    /// <summary>Acknowledges a packet, or refuses it.</summary>
    public void Acknowledge(bool intact) => _out[_end++] = (byte)(intact ? '+' : '-');

    public void BeginPacket()
    {
        _out[_end++] = (byte)'$';
        _payload = _end;
    }

    /// <summary>Forgets the payload begun, but not the packet.</summary>
    public void RestartPacket() => _end = _payload;

    /// <summary>Forgets the packet begun.</summary>
    public void AbandonPacket() => _end = _payload - 1;

    public void EndPacket()
    {
        byte sum = Checksum.Of(_out.AsSpan(_payload, _end - _payload));
        _out[_end++] = (byte)'#';
        PutDigits(_out.AsSpan(_end), sum, 2);
        _end += 2;
    }

    /// <summary>Room for raw bytes on their way into a reply; the same room at each call.</summary>
    public Span<byte> Scratch(uint length) => _scratch.AsSpan(0, (int)Math.Min(length, MaxPayload));

    public Reply Ok() => Text("OK"u8);

    public Reply Error(Errno number, string text)
    {
        RestartPacket();
        Append("E"u8);
        if (ErrorStyle == ErrorStyle.Text)
        {
            Append("."u8);
            return Text(Encoding.UTF8.GetBytes(text));
        }

        AppendHex((uint)number, 2);
        if (ErrorStyle == ErrorStyle.NumberAndHexText)
        {
            Append(";"u8);
            AppendHex(Encoding.UTF8.GetBytes(text));
        }

        return Reply.Written;
    }

    public Reply Text(ReadOnlySpan<byte> text)
    {
        Append(text);
        return Reply.Written;
    }

    public Reply Hex(ReadOnlySpan<byte> bytes)
    {
        AppendHex(bytes);
        return Reply.Written;
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, Room.Length)];
        text.CopyTo(Room);
        _end += text.Length;
    }

    /// <summary>Bytes as pairs of digits.</summary>
    public void AppendHex(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, Room.Length / 2)];
        Convert.TryToHexStringLower(bytes, Room, out int written);
        _end += written;
    }

    /// <summary>A number as digits, most significant first; at least <paramref name="digits"/> of them.</summary>
    public void AppendHex(uint value, int digits = 1)
    {
        while (digits < 8 && value >> (4 * digits) != 0)
        {
            digits++;
        }

        if (Room.Length >= digits)
        {
            PutDigits(Room, value, digits);
            _end += digits;
        }
    }

    /// <summary>A register's value: <paramref name="size"/> bytes in the guest's order, as pairs of digits.</summary>
    public void AppendRegister(ulong value, int size)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        AppendHex(bytes[..size]);
    }

    /// <summary>Binary data with escapes; answers how many of the bytes found room.</summary>
    public int AppendBinary(ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        while (done < bytes.Length)
        {
            int plain = bytes[done..].IndexOfAny(s_needEscape);
            plain = Math.Min(plain < 0 ? bytes.Length - done : plain, Room.Length);
            bytes.Slice(done, plain).CopyTo(Room);
            _end += plain;
            done += plain;
            if (done == bytes.Length || Room.Length < 2)
            {
                break;
            }

            _out[_end++] = (byte)'}';
            _out[_end++] = (byte)(bytes[done++] ^ 0x20);
        }

        return done;
    }

    /// <summary>A packet of its own with a line for the client's console; the client must be waiting for a stop.</summary>
    public void ConsolePacket(string line)
    {
        byte[] text = Encoding.UTF8.GetBytes(line + "\n");
        BeginPacket();
        Append("O"u8);
        AppendHex(text.AsSpan(0, Math.Min(text.Length, MaxConsoleText)));
        EndPacket();
    }

    private static void PutDigits(Span<byte> at, uint value, int digits) =>
        Utf8Formatter.TryFormat(value, at, out _, new StandardFormat('x', (byte)digits));
}
