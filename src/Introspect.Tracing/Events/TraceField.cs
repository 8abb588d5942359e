using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace Introspect.Tracing.Events;

/// <summary>A field of an event: an unsigned number of 1, 2, 4 or 8 bytes, little-endian.</summary>
/// <param name="Name">Its name, as the event's record has it.</param>
/// <param name="Offset">Where it is in the payload.</param>
/// <param name="Bytes">How wide it is.</param>
/// <param name="IsHexadecimal">True for addresses and encodings.</param>
/// <param name="Values">What values are called, by value; empty for numbers.</param>
public sealed record TraceField(string Name, int Offset, int Bytes, bool IsHexadecimal, ImmutableArray<string> Values)
{
    /// <summary>Its value in an event's payload.</summary>
    public ulong Read(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> field = payload.Slice(Offset, Bytes);
        return Bytes switch
        {
            1 => field[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(field),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(field),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(field),
        };
    }

    /// <summary>A value as people read it.</summary>
    public string Format(ulong value) =>
        value < (ulong)Values.Length ? Values[(int)value]
        : IsHexadecimal ? "0x" + value.ToString("x" + (2 * Bytes), CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);
}
