using System.Buffers.Binary;
using Introspect.Core;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Files;

/// <summary>
/// Writes a trace as NetTrace 6, which TraceEvent, PerfView and our own <see cref="TraceFileReader"/> read: the machine is a process, a track is a thread, the
/// host time is the time stamp, the guest's time is each event's first field. Lost records are gaps in the sequence numbers. All it writes is whole
/// blocks, so a file that ends too early can be read up to there.
/// </summary>
public sealed class NetTraceWriter(Stream stream) : ITraceSink
{
    // A block of events is written out when it has grown to this.
    private const int BlockBytes = 1 << 20;

    private const int GuestTimeBytes = sizeof(ulong);
    private const byte UInt64Code = 12;
    private const byte KeywordMetadata = 3, LevelMetadata = 8, Informational = 4;
    private const byte ThreadName = 1, ThreadProcess = 2, ThreadNumber = 3;

    private static readonly byte[] s_metadataIds = MetadataIds();

    private readonly BlockWriter _block = new();

    // The number of the last record that a track should have had, lost ones included.
    private uint[] _sequence = [];
    private long _lastTicks;
    private bool _isUnsettled;

    /// <inheritdoc/>
    public void Begin(TraceOrigin origin)
    {
        Invariant.Require(_sequence.Length == 0);
        _sequence = new uint[origin.Tracks.Length];
        _lastTicks = origin.StartTicks;
        Span<byte> header = stackalloc byte[NetTrace.HeaderBytes];
        NetTrace.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], NetTrace.Version);
        stream.Write(header);
        WriteTrace(origin);
        WriteMetadata();
        WriteThreads(origin);
        stream.Flush();
    }

    /// <inheritdoc/>
    public void Accept(int track, ReadOnlySpan<TraceRecord> records, ulong dropped)
    {
        while (!records.IsEmpty)
        {
            records = records[WriteEvents(track, records)..];
        }

        // Where they were lost is not known exactly; a ring that is full loses what comes behind its last record.
        _sequence[track] += (uint)dropped;
        _isUnsettled = true;
    }

    /// <inheritdoc/>
    public void Settle(long hostTicks)
    {
        if (!_isUnsettled)
        {
            return;
        }

        _block.Begin();
        _block.U64((ulong)hostTicks);
        _block.U32(0);
        _block.U32((uint)_sequence.Length);
        for (int track = 0; track < _sequence.Length; track++)
        {
            _block.VarUint(ThreadIndex(track));
            _block.VarUint(_sequence[track]);
        }

        _block.End(BlockKind.SequencePoint, stream);
        stream.Flush();
        _isUnsettled = false;
        _lastTicks = hostTicks;
    }

    /// <inheritdoc/>
    public void End()
    {
        // What was lost last shows in the sequence numbers only.
        Settle(_lastTicks + 1);
        _block.Begin();
        _block.End(BlockKind.EndOfStream, stream);
        stream.Flush();
    }

    private static ulong ThreadIndex(int track) => (ulong)track + 1;

    // Event numbers are wide apart; small ones take a byte in each row.
    private static byte[] MetadataIds()
    {
        byte[] ids = new byte[TraceEvents.All[^1].Number + 1];
        byte next = 1;
        foreach (TraceEventKind kind in TraceEvents.All)
        {
            ids[kind.Number] = next++;
        }

        return ids;
    }

    private void WriteTrace(TraceOrigin origin)
    {
        _block.Begin();
        DateTime start = origin.StartUtc;
        foreach (int part in (ReadOnlySpan<int>)
            [start.Year, start.Month, (int)start.DayOfWeek, start.Day, start.Hour, start.Minute, start.Second, start.Millisecond])
        {
            _block.U16(part);
        }

        _block.U64((ulong)origin.StartTicks);
        _block.U64((ulong)origin.TicksPerSecond);
        _block.U32(sizeof(uint));
        (string Key, string Value)[] pairs =
        [
            (NetTrace.ProcessKey, $"{NetTrace.ProcessId}"),
            (NetTrace.MachineKey, origin.Machine),
            (NetTrace.BoardKey, origin.Board),
            (NetTrace.CpuKey, origin.CpuModel),
            (NetTrace.CategoriesKey, $"{(uint)origin.Categories}"),
        ];
        _block.U32((uint)pairs.Length);
        foreach ((string key, string value) in pairs)
        {
            _block.String(key);
            _block.String(value);
        }

        _block.End(BlockKind.Trace, stream);
    }

    private void WriteMetadata()
    {
        _block.Begin();
        _block.U16(0);
        foreach (TraceEventKind kind in TraceEvents.All)
        {
            _block.Sized(row =>
            {
                row.VarUint(s_metadataIds[kind.Number]);
                row.String(NetTrace.Provider);
                row.VarUint(kind.Number);
                row.String(kind.Name);
                row.U16(kind.Fields.Length + 1);
                WriteField(row, NetTrace.GuestTimeField, UInt64Code);
                foreach (TraceField field in kind.Fields)
                {
                    WriteField(row, field.Name, CodeOf(field.Bytes));
                }

                row.Sized(optional =>
                {
                    optional.U8(KeywordMetadata);
                    optional.U64((ulong)kind.Category);
                    optional.U8(LevelMetadata);
                    optional.U8(Informational);
                });
            });
        }

        _block.End(BlockKind.Metadata, stream);
    }

    private static void WriteField(BlockWriter row, string name, byte code) => row.Sized(field =>
    {
        field.String(name);
        field.U8(code);
    });

    // Unsigned numbers of the format.
    private static byte CodeOf(int bytes) => bytes switch
    {
        1 => 6,
        2 => 8,
        4 => 10,
        _ => UInt64Code,
    };

    private void WriteThreads(TraceOrigin origin)
    {
        _block.Begin();
        for (int track = 0; track < origin.Tracks.Length; track++)
        {
            _block.Sized(row =>
            {
                row.VarUint(ThreadIndex(track));
                row.U8(ThreadName);
                row.String(origin.Tracks[track]);
                row.U8(ThreadProcess);
                row.VarUint(NetTrace.ProcessId);
                row.U8(ThreadNumber);
                row.VarUint(ThreadIndex(track));
            });
        }

        _block.End(BlockKind.Thread, stream);
    }

    // Answers how many records went into the block.
    private int WriteEvents(int track, ReadOnlySpan<TraceRecord> records)
    {
        _block.Begin();
        Span<byte> header = _block.Add(NetTrace.EventBlockHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header, NetTrace.EventBlockHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], 1);
        int metadata = 0, payloadBytes = 0, count = 0;
        long time = 0;
        uint written = _sequence[track];
        for (; count < records.Length && _block.Length < BlockBytes; count++)
        {
            ref readonly TraceRecord record = ref records[count];
            TraceEventKind kind = TraceEvents.Find(record.Number)!;
            int id = s_metadataIds[record.Number];
            int bytes = GuestTimeBytes + kind.PayloadBytes;
            RowFlags flags = (id == metadata ? 0 : RowFlags.MetadataId) | (count == 0 ? RowFlags.Capture | RowFlags.Thread : 0) |
                (bytes == payloadBytes ? 0 : RowFlags.PayloadSize);
            Span<byte> row = _block.Add(NetTrace.MaxEventHeaderBytes + bytes);
            row[0] = (byte)flags;
            int length = 1;
            if ((flags & RowFlags.MetadataId) != 0)
            {
                row[length++] = (byte)id;
            }

            if ((flags & RowFlags.Capture) != 0)
            {
                length += BlockWriter.Put(row[length..], written);
                length += BlockWriter.Put(row[length..], ThreadIndex(track));
                row[length++] = 0;
                length += BlockWriter.Put(row[length..], ThreadIndex(track));
            }

            length += BlockWriter.Put(row[length..], (ulong)(record.HostTicks - time));
            if ((flags & RowFlags.PayloadSize) != 0)
            {
                row[length++] = (byte)bytes;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(row[length..], record.GuestNs);
            record.Payload[..kind.PayloadBytes].CopyTo(row[(length + GuestTimeBytes)..]);
            _block.Trim(row.Length - length - bytes);
            (metadata, payloadBytes, time) = (id, bytes, record.HostTicks);
        }

        _sequence[track] = written + (uint)count;
        _lastTicks = Math.Max(_lastTicks, time);
        Span<byte> times = _block.Content[4..];
        BinaryPrimitives.WriteInt64LittleEndian(times, records[0].HostTicks);
        BinaryPrimitives.WriteInt64LittleEndian(times[8..], time);
        _block.End(BlockKind.Event, stream);
        return count;
    }
}
