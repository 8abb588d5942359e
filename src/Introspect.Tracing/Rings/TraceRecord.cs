using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Introspect.Tracing.Rings;

/// <summary>An event of a track: 32 bytes, stamped with the guest's time and the host's.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
public struct TraceRecord
{
    /// <summary>Size of a record.</summary>
    public const int Bytes = 32;

    /// <summary>How much of a record belongs to the event's own fields.</summary>
    public const int PayloadBytes = 14;

    private PayloadArea _payload;

    /// <summary>The event's number: <see cref="Events.TraceEvents.Find"/> knows its name and its fields.</summary>
    public ushort Number { get; private set; }

    /// <summary>Nanoseconds of guest time when it happened; with the virtual clock an instruction takes one.</summary>
    public ulong GuestNs { get; private set; }

    /// <summary>Host time when it was over, in ticks of <see cref="Stopwatch"/>. It never goes back from record to record of a machine.</summary>
    public long HostTicks { get; private set; }

    /// <summary>The event's fields, one behind the other, in the order in which the event declares them.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Payload => _payload;

    /// <summary>A record of an event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TraceRecord Of<TEvent>(ushort number, ulong guestNs, long hostTicks, in TEvent fields)
        where TEvent : unmanaged
    {
        TraceRecord record = default;
        record.Set(number, guestNs, hostTicks, in fields);
        return record;
    }

    /// <summary>A record with the fields as a file has them: cut to what a record takes, the rest of it zero.</summary>
    public static TraceRecord Of(ushort number, ulong guestNs, long hostTicks, ReadOnlySpan<byte> payload)
    {
        TraceRecord record = default;
        payload[..Math.Min(payload.Length, PayloadBytes)].CopyTo(record._payload);
        record.Number = number;
        record.GuestNs = guestNs;
        record.HostTicks = hostTicks;
        return record;
    }

    /// <summary>The fields of an event that the caller knows by the number.</summary>
    public readonly TEvent As<TEvent>()
        where TEvent : unmanaged => MemoryMarshal.Read<TEvent>(_payload);

    /// <summary>Makes a record that is all zero one of an event. In its place, since one that is built elsewhere and copied costs several times as much.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set<TEvent>(ushort number, ulong guestNs, long hostTicks, in TEvent fields)
        where TEvent : unmanaged
    {
        MemoryMarshal.Write(_payload, in fields);
        Number = number;
        GuestNs = guestNs;
        HostTicks = hostTicks;
    }

    [InlineArray(PayloadBytes)]
    private struct PayloadArea
    {
        private byte _first;
    }
}
