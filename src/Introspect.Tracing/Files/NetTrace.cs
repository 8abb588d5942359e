namespace Introspect.Tracing.Files;

/// <summary>
/// The words of the NetTrace format, version 6 (microsoft/perfview, src/TraceEvent/EventPipe/NetTraceFormat.md): a header, then blocks of a kind and a length,
/// little-endian.
/// </summary>
internal static class NetTrace
{
    /// <summary>Major version; readers refuse a higher one.</summary>
    public const int Version = 6;

    /// <summary>Magic, reserved word, major and minor version.</summary>
    public const int HeaderBytes = 20;

    /// <summary>A block's length takes 24 bits.</summary>
    public const int MaxBlockBytes = (1 << 24) - 1;

    /// <summary>What our events are called to come from.</summary>
    public const string Provider = "Introspect";

    /// <summary>The field that every event of ours begins with: <see cref="Rings.TraceRecord.GuestNs"/>.</summary>
    public const string GuestTimeField = "GuestNs";

    /// <summary>Keys of the trace block.</summary>
    public const string MachineKey = "Machine", BoardKey = "Board", CpuKey = "CpuModel", CategoriesKey = "Categories", ProcessKey = "ProcessId";

    /// <summary>The process that stands for the machine: a file holds one.</summary>
    public const int ProcessId = 1;

    /// <summary>Length of an event block's header.</summary>
    public const int EventBlockHeaderBytes = 20;

    /// <summary>The longest header of a compressed event row: flags, seven numbers of at most 10 bytes.</summary>
    public const int MaxEventHeaderBytes = 71;

    /// <summary>The file begins with it.</summary>
    public static ReadOnlySpan<byte> Magic => "Nettrace"u8;
}

/// <summary>What a block holds.</summary>
internal enum BlockKind : byte
{
    EndOfStream = 0,
    Trace = 1,
    Event = 2,
    Metadata = 3,
    SequencePoint = 4,
    Stack = 5,
    Thread = 6,
    RemoveThread = 7,
    LabelList = 8,
}

/// <summary>What the header of a compressed event row says otherwise than the row before.</summary>
[Flags]
internal enum RowFlags : byte
{
    MetadataId = 1,

    /// <summary>Sequence number, thread that recorded, processor.</summary>
    Capture = 2,
    Thread = 4,
    Stack = 8,
    Labels = 16,
    Sorted = 64,
    PayloadSize = 128,
}
