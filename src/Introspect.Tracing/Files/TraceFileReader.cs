using System.Buffers.Binary;
using System.Globalization;
using Introspect.Core;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Files;

/// <summary>
/// Reads what <see cref="NetTraceWriter"/> wrote and gives a sink the same calls. The file is not trusted: memory is bounded by one block, which is at most
/// 16 MiB, and whatever is wrong ends in a <see cref="TraceFileException"/>.
/// </summary>
public sealed class TraceFileReader : IDisposable
{
    private const int MaxTracks = 1024, MaxKinds = 4096, MaxPairs = 1024, MaxNameLength = 256;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly Dictionary<uint, ushort> _numbers = [];
    private readonly Dictionary<ulong, int> _trackOfThread = [];
    private readonly List<Track> _tracks = [];
    private readonly TraceRecord[] _records = new TraceRecord[1024];
    private byte[] _block = [];
    private TraceOrigin? _origin;
    private ITraceSink? _sink;
    private bool _hasBegun;
    private long _blockOffset;

    // What of the block has been understood: the place of the row that is being read.
    private int _understood;
    private long _settledTicks;
    private ulong _events;

    private TraceFileReader(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IntrospectException">It cannot be opened.</exception>
    public static TraceFileReader Open(string path)
    {
        try
        {
            FileStream file = File.OpenRead(path);
            if (file.CanSeek)
            {
                return new TraceFileReader(file, path);
            }

            file.Dispose();
            throw new IntrospectException($"{path}: a trace cannot be read from a pipe. Write it to a file first.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IntrospectException($"{path}: the trace cannot be opened: {e.Message} Check the path.", e);
        }
    }

    /// <summary>Reads from a stream whose length is known; the reader owns it.</summary>
    public static TraceFileReader Open(Stream stream, string name) => new(stream, name);

    /// <summary>
    /// Reads the whole file into a sink. When the file is not whole, the sink gets what comes before, its end included, and the exception follows.
    /// </summary>
    /// <exception cref="TraceFileException">The file is no trace of ours, or is cut or damaged.</exception>
    public void ReadTo(ITraceSink sink)
    {
        _sink = sink;
        try
        {
            ReadHeader();
            while (ReadBlock())
            {
                // All that is to be done with a block has been done.
            }
        }
        finally
        {
            if (_hasBegun)
            {
                sink.End();
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private TraceFileException Error(long offset, string what) => new(_name, offset, what, _events);

    private void ReadHeader()
    {
        Span<byte> header = stackalloc byte[NetTrace.HeaderBytes];
        int read = _stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read < NetTrace.Magic.Length || !header.StartsWith(NetTrace.Magic))
        {
            throw Error(0, "this is no trace: it does not begin with 'Nettrace'");
        }

        if (read < header.Length)
        {
            throw Error(read, "the file ends within its header");
        }

        // Up to version 5 another length stands where the reserved word is zero now.
        int version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]) == 0 ? BinaryPrimitives.ReadInt32LittleEndian(header[12..]) : 0;
        if (version != NetTrace.Version)
        {
            throw Error(8, $"this trace has another version of NetTrace than {NetTrace.Version}; dotnet-trace and PerfView may read it");
        }
    }

    private bool ReadBlock()
    {
        long start = _stream.Position;
        Span<byte> header = stackalloc byte[sizeof(uint)];
        int read = _stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read < header.Length)
        {
            throw Error(start, "the file ends without the block that ends a trace: it was cut, or its writer was");
        }

        uint word = BinaryPrimitives.ReadUInt32LittleEndian(header);
        int length = (int)(word & NetTrace.MaxBlockBytes);
        var kind = (BlockKind)(word >> 24);

        // Of a block of events that was cut, the rows that are whole can be read.
        int there = (int)Math.Min(length, _stream.Length - _stream.Position);
        if (there < length && kind != BlockKind.Event)
        {
            throw Error(start, $"a block of {length} bytes begins here, but the file ends after {there} of them");
        }

        if (_block.Length < there)
        {
            _block = new byte[there];
        }

        _blockOffset = _stream.Position;
        _understood = 0;
        _stream.ReadExactly(_block, 0, there);
        bool goesOn = ReadContent(kind, _block.AsSpan(0, there));
        return there == length ? goesOn : throw Error(_stream.Position, "the file ends within a block of events: it was cut, or its writer was");
    }

    private bool ReadContent(BlockKind kind, ReadOnlySpan<byte> content)
    {
        var reader = new BlockReader(content);
        try
        {
            if (_origin is null && kind != BlockKind.Trace)
            {
                throw new BlockException("the first block is not the one that describes the trace");
            }

            return Read(kind, ref reader);
        }
        catch (BlockException e)
        {
            throw Error(_blockOffset + _understood, e.Message);
        }
    }

    private bool Read(BlockKind kind, ref BlockReader reader)
    {
        switch (kind)
        {
            case BlockKind.EndOfStream:
                Begin();
                return false;
            case BlockKind.Trace:
                ReadTrace(ref reader);
                break;
            case BlockKind.Metadata:
                ReadMetadata(ref reader);
                break;
            case BlockKind.Thread:
                ReadThreads(ref reader);
                break;
            case BlockKind.Event:
                ReadEvents(ref reader);
                break;
            case BlockKind.SequencePoint:
                ReadSequencePoint(ref reader);
                break;
            default:
                // Stacks and labels are not ours; other kinds are of a later minor version, whose readers skip what they do not know.
                break;
        }

        return true;
    }

    private void ReadTrace(ref BlockReader reader)
    {
        if (_origin is not null)
        {
            throw new BlockException("a second block describes the trace");
        }

        DateTime start = ReadTime(ref reader);
        ulong startTicks = reader.U64();
        ulong frequency = reader.U64();
        if (startTicks > long.MaxValue || frequency is 0 or > long.MaxValue)
        {
            throw new BlockException("the clock of the trace has no sense");
        }

        reader.U32();
        var pairs = new Dictionary<string, string>();
        for (uint left = reader.U32(); left != 0; left--)
        {
            string key = reader.String();
            pairs[key] = reader.String();
            if (pairs.Count > MaxPairs)
            {
                throw new BlockException("the trace has too many properties");
            }
        }

        _ = uint.TryParse(pairs.GetValueOrDefault(NetTrace.CategoriesKey), NumberStyles.None, CultureInfo.InvariantCulture, out uint categories);
        _origin = new TraceOrigin(
            Text(pairs, NetTrace.MachineKey),
            Text(pairs, NetTrace.BoardKey),
            Text(pairs, NetTrace.CpuKey),
            [],
            (TraceCategories)categories & TraceCategories.All,
            start,
            (long)startTicks,
            (long)frequency);
    }

    private static DateTime ReadTime(ref BlockReader reader)
    {
        int year = reader.U16(), month = reader.U16();
        reader.U16();
        int day = reader.U16(), hour = reader.U16(), minute = reader.U16(), second = reader.U16(), millisecond = reader.U16();
        return year is > 0 and < 10000 && month is > 0 and <= 12 && day > 0 && day <= DateTime.DaysInMonth(year, month) &&
            hour < 24 && minute < 60 && second < 60 && millisecond < 1000
            ? new DateTime(year, month, day, hour, minute, second, millisecond, DateTimeKind.Utc)
            : throw new BlockException("the trace begins at a time that does not exist");
    }

    private static string Text(Dictionary<string, string> pairs, string key)
    {
        string text = pairs.GetValueOrDefault(key, "");
        return Printable(text);
    }

    // What is printed on a terminal holds nothing that moves its cursor.
    private static string Printable(string text) =>
        string.Concat(text.Where(static letter => !char.IsControl(letter)).Take(MaxNameLength));

    private void ReadMetadata(ref BlockReader reader)
    {
        reader.Bytes(reader.U16());
        while (!reader.IsAtEnd)
        {
            _understood = reader.Position;
            BlockReader row = reader.Sized();
            uint id = row.VarUint32();
            string provider = row.String();
            uint number = row.VarUint32();
            if (provider != NetTrace.Provider)
            {
                throw new BlockException(
                    $"this trace was not written by Introspect: its events come from '{Printable(provider)}'; dotnet-trace and PerfView may read it");
            }

            // An event that a later version has, and we have not, is skipped.
            _numbers[id] = number <= ushort.MaxValue && TraceEvents.Find((ushort)number) is not null ? (ushort)number : (ushort)0;
            if (_numbers.Count > MaxKinds)
            {
                throw new BlockException("the trace has too many kinds of events");
            }
        }
    }

    private void ReadThreads(ref BlockReader reader)
    {
        while (!reader.IsAtEnd)
        {
            _understood = reader.Position;
            BlockReader row = reader.Sized();
            ulong thread = row.VarUint();
            string name = "";
            while (!row.IsAtEnd)
            {
                switch (row.U8())
                {
                    case 1:
                        name = Printable(row.String());
                        break;
                    case 2 or 3:
                        row.VarUint();
                        break;
                    case 4:
                        row.String();
                        row.String();
                        break;
                    default:
                        throw new BlockException("a thread has a property of unknown kind");
                }
            }

            if (_hasBegun || _tracks.Count == MaxTracks)
            {
                throw new BlockException(_hasBegun ? "a track appears after the first event" : "the trace has too many tracks");
            }

            if (!_trackOfThread.TryAdd(thread, _tracks.Count))
            {
                throw new BlockException($"track {thread} is described twice");
            }

            _tracks.Add(new Track(name));
        }
    }

    private void Begin()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _sink!.Begin(_origin! with { Tracks = [.. _tracks.Select(static track => track.Name)] });
        }
    }

    private void ReadEvents(ref BlockReader reader)
    {
        Begin();
        int headerBytes = reader.U16();
        int flags = reader.U16();
        if (headerBytes < sizeof(uint))
        {
            throw new BlockException("the header of a block of events is too short");
        }

        reader.Bytes((ulong)headerBytes - sizeof(uint));
        if ((flags & 1) == 0)
        {
            throw new BlockException("a block of events has rows in the long form, which Introspect does not write");
        }

        var row = new Row();
        int count = 0;
        int track = -1;
        ulong dropped = 0;
        try
        {
            while (!reader.IsAtEnd)
            {
                _understood = reader.Position;
                row.Read(ref reader);
                if (!_trackOfThread.TryGetValue(row.Thread, out int rowTrack))
                {
                    throw new BlockException($"an event is of thread {row.Thread}, which is not described");
                }

                if (!_numbers.TryGetValue(row.MetadataId, out ushort number))
                {
                    throw new BlockException($"an event is of kind {row.MetadataId}, which is not described");
                }

                ulong lost = _tracks[rowTrack].Advance(row.Sequence);
                if (row.Payload.Length < sizeof(ulong))
                {
                    throw new BlockException("an event is too short to hold its time");
                }

                if (row.Ticks < Math.Max(_tracks[rowTrack].Ticks, _settledTicks))
                {
                    throw new BlockException("an event is older than the one before it");
                }

                if (rowTrack != track || lost != 0 || count == _records.Length)
                {
                    Give(track, count, dropped);
                    (track, count, dropped) = (rowTrack, 0, lost);
                }

                _tracks[rowTrack].Ticks = row.Ticks;
                if (number != 0)
                {
                    _records[count++] = TraceRecord.Of(
                        number,
                        BinaryPrimitives.ReadUInt64LittleEndian(row.Payload),
                        row.Ticks,
                        row.Payload[sizeof(ulong)..]);
                }
            }
        }
        catch (BlockException)
        {
            Give(track, count, dropped);
            throw;
        }

        Give(track, count, dropped);
    }

    private void Give(int track, int count, ulong dropped)
    {
        if (count == 0 && dropped == 0)
        {
            return;
        }

        _events += (ulong)count;
        _sink!.Accept(track, _records.AsSpan(0, count), dropped);
    }

    private void ReadSequencePoint(ref BlockReader reader)
    {
        Begin();
        ulong ticks = reader.U64();
        if (ticks > long.MaxValue || _tracks.Exists(track => track.Ticks > (long)ticks))
        {
            throw new BlockException("a sequence point is older than an event in front of it");
        }

        reader.U32();
        for (uint left = reader.U32(); left != 0; left--)
        {
            ulong thread = reader.VarUint();
            uint sequence = reader.VarUint32();
            if (!_trackOfThread.TryGetValue(thread, out int track))
            {
                throw new BlockException($"a sequence point is of thread {thread}, which is not described");
            }

            Give(track, 0, _tracks[track].CatchUp(sequence));
        }

        _settledTicks = Math.Max(_settledTicks, (long)ticks);
        _sink!.Settle(_settledTicks);
    }

    // The row before, whose values hold where a row says nothing else.
    private ref struct Row
    {
        public uint MetadataId;
        public uint Sequence;
        public ulong Thread;
        public long Ticks;
        public ReadOnlySpan<byte> Payload;

        private uint _payloadBytes;

        public void Read(ref BlockReader reader)
        {
            var flags = (RowFlags)reader.U8();
            if ((flags & RowFlags.MetadataId) != 0)
            {
                MetadataId = reader.VarUint32();
            }

            Sequence++;
            if ((flags & RowFlags.Capture) != 0)
            {
                Sequence += reader.VarUint32();
                reader.VarUint();
                reader.VarUint32();
            }

            if ((flags & RowFlags.Thread) != 0)
            {
                Thread = reader.VarUint();
            }

            if ((flags & RowFlags.Stack) != 0)
            {
                reader.VarUint32();
            }

            ulong ticks = (ulong)Ticks + Math.Min(reader.VarUint(), long.MaxValue);
            if (ticks > long.MaxValue)
            {
                throw new BlockException("the time of an event has no sense");
            }

            Ticks = (long)ticks;
            if ((flags & RowFlags.Labels) != 0)
            {
                reader.VarUint32();
            }

            if ((flags & RowFlags.PayloadSize) != 0)
            {
                _payloadBytes = reader.VarUint32();
            }

            Payload = reader.Bytes(_payloadBytes);
        }
    }

    private sealed class Track(string name)
    {
        private uint _sequence;

        public string Name => name;

        public long Ticks { get; set; }

        // Answers how many numbers are missing in front of this one, which goes round after 2^32.
        public ulong Advance(uint sequence)
        {
            uint lost = sequence - _sequence - 1;
            _sequence = sequence;
            return lost;
        }

        public ulong CatchUp(uint sequence)
        {
            uint lost = sequence - _sequence;
            _sequence = sequence;
            return lost;
        }
    }
}
