using System.Buffers;

namespace Introspect.Gdb.Protocol;

/// <summary>Reads a packet's arguments from left to right. Each method moves on only when it says true.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> payload)
{
    /// <summary>What has not been read yet.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = payload;

    public readonly bool IsEmpty => Rest.IsEmpty;

    /// <summary>A hexadecimal number of 32 bits; false when there is no digit or the number is larger.</summary>
    public bool TryHex(out uint value)
    {
        PacketReader before = this;
        bool fits = TryHex(out ulong wide) && wide <= uint.MaxValue;
        value = fits ? (uint)wide : 0;
        if (!fits)
        {
            this = before;
        }

        return fits;
    }

    /// <summary>A hexadecimal number of 64 bits; false when there is no digit or the number is larger.</summary>
    public bool TryHex(out ulong value)
    {
        value = 0;
        int length = 0;
        for (; length < Rest.Length && HexDigit(Rest[length]) is >= 0 and int digit; length++)
        {
            if (value >> 60 != 0)
            {
                return false;
            }

            value = (value << 4) | (uint)digit;
        }

        Rest = Rest[length..];
        return length != 0;
    }

    /// <summary>Pairs of hexadecimal digits, as many as fill <paramref name="destination"/>.</summary>
    public bool TryHexBytes(scoped Span<byte> destination)
    {
        int digits = destination.Length * 2;
        if (Rest.Length < digits
            || Convert.FromHexString(Rest[..digits], destination, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        Rest = Rest[digits..];
        return true;
    }

    /// <summary>Binary data with <c>}</c> escapes up to the end of the packet; it must fill <paramref name="destination"/> exactly.</summary>
    public bool TryBinary(scoped Span<byte> destination)
    {
        ReadOnlySpan<byte> source = Rest;
        while (!source.IsEmpty)
        {
            int plain = source.IndexOf((byte)'}');
            plain = plain < 0 ? source.Length : plain;
            if (plain > destination.Length)
            {
                return false;
            }

            source[..plain].CopyTo(destination);
            source = source[plain..];
            destination = destination[plain..];
            if (source.IsEmpty)
            {
                break;
            }

            if (source.Length < 2 || destination.IsEmpty)
            {
                return false;
            }

            destination[0] = (byte)(source[1] ^ 0x20);
            source = source[2..];
            destination = destination[1..];
        }

        Rest = default;
        return destination.IsEmpty;
    }

    /// <summary>One given character.</summary>
    public bool TrySkip(byte expected)
    {
        bool there = !Rest.IsEmpty && Rest[0] == expected;
        Rest = there ? Rest[1..] : Rest;
        return there;
    }

    /// <summary>One character, whatever it is.</summary>
    public bool TryByte(out byte value)
    {
        value = Rest.IsEmpty ? (byte)0 : Rest[0];
        bool there = !Rest.IsEmpty;
        Rest = there ? Rest[1..] : Rest;
        return there;
    }

    /// <summary>Everything before <paramref name="separator"/>, which is read too; without one, everything.</summary>
    public ReadOnlySpan<byte> Until(byte separator)
    {
        int at = Rest.IndexOf(separator);
        ReadOnlySpan<byte> text = at < 0 ? Rest : Rest[..at];
        Rest = at < 0 ? default : Rest[(at + 1)..];
        return text;
    }

    /// <summary>
    /// A thread: <c>-1</c> all, <c>0</c> any, else its number; with or without the process of the multiprocess form
    /// <c>pPID.TID</c>, where a process alone means all its threads (GDB manual, E.2 Packets, "thread-id").
    /// </summary>
    public bool TryThread(out int thread)
    {
        if (TrySkip((byte)'p'))
        {
            if (!TryNumber(out thread))
            {
                return false;
            }

            if (!TrySkip((byte)'.'))
            {
                thread = GdbSession.AllThreads;
                return true;
            }
        }

        return TryNumber(out thread);
    }

    private bool TryNumber(out int number)
    {
        if (TrySkip((byte)'-'))
        {
            number = GdbSession.AllThreads;
            return TrySkip((byte)'1');
        }

        bool fits = TryHex(out uint value) && value <= int.MaxValue;
        number = (int)(fits ? value : 0);
        return fits;
    }

    private static int HexDigit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => -1,
    };
}
