using System.Numerics;
using System.Runtime.InteropServices;

namespace Introspect.Gdb.Protocol;

/// <summary>The sum of a payload's bytes modulo 256, as two hexadecimal digits.</summary>
internal static class Checksum
{
    public static byte Of(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<Vector<byte>> vectors = MemoryMarshal.Cast<byte, Vector<byte>>(payload);
        Vector<byte> sums = Vector<byte>.Zero;
        foreach (Vector<byte> vector in vectors)
        {
            sums += vector;   // each lane wraps, and so may their sum
        }

        byte sum = Vector.Sum(sums);
        foreach (byte value in payload[(vectors.Length * Vector<byte>.Count)..])
        {
            sum += value;
        }

        return sum;
    }

    public static bool Matches(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> digits)
    {
        var reader = new PacketReader(digits);
        return reader.TryHex(out uint sum) && reader.IsEmpty && sum == Of(payload);
    }
}
