using System.Globalization;

namespace Introspect.Devices;

/// <summary>An address of Ethernet, IEEE 802-2014 clause 8. The byte that is sent first is the most significant here.</summary>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Bytes of an address in a frame.</summary>
    public const int Length = 6;

    private const int GroupBit = 40;

    /// <summary>The address of a group of stations, all of them included.</summary>
    public bool IsGroup => ((Value >> GroupBit) & 1) != 0;

    /// <summary>The address at the beginning of some bytes.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte part in bytes[..Length])
        {
            value = (value << 8) | part;
        }

        return new MacAddress(value);
    }

    /// <summary>Writes the address to the beginning of some bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        for (int i = 0; i < Length; i++)
        {
            bytes[i] = (byte)(Value >> (8 * (Length - 1 - i)));
        }
    }

    /// <summary>Reads "52:54:00:12:34:56".</summary>
    public static bool TryParse(string text, out MacAddress address)
    {
        string[] parts = text.Split(':');
        ulong value = 0;
        bool isAddress = parts.Length == Length;
        foreach (string part in parts)
        {
            isAddress &= part.Length == 2 & byte.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte number);
            value = (value << 8) | number;
        }

        address = isAddress ? new MacAddress(value) : default;
        return isAddress;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes);
        return string.Join(':', bytes.ToArray().Select(static part => part.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
