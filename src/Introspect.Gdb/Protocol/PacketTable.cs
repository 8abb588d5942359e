using System.Buffers;
using System.Text;

namespace Introspect.Gdb.Protocol;

/// <summary>Handles one kind of packet; <paramref name="args"/> begins behind the packet's name and its separator.</summary>
internal delegate Reply PacketHandler(ref PacketReader args, GdbSession session, ReplyWriter reply);

/// <summary>A packet that is understood.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Handler">Who handles it.</param>
/// <param name="Held">Whether the handler needs the machine's hold.</param>
internal sealed record PacketRow(string Name, PacketHandler Handler, bool Held);

/// <summary>
/// The packets that are understood, and the features that say so. Built once for a machine, from what it can do; afterwards only
/// read.
/// </summary>
internal sealed class PacketTable
{
    private const int LongestName = 40;
    private static readonly SearchValues<byte> s_separators = SearchValues.Create(":,;="u8);
    private readonly Dictionary<string, PacketRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PacketRow>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly StringBuilder _features = new($"PacketSize={ReplyWriter.MaxPayload:x}");

    public PacketTable() => _byName = _rows.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The reply to <c>qSupported</c>.</summary>
    public string Features => _features.ToString();

    /// <summary>Adds a packet whose handler looks at the machine or changes it: it is called with the machine's hold.</summary>
    public void On(string name, PacketHandler handler, string? feature = null) => Add(new PacketRow(name, handler, Held: true), feature);

    /// <summary>Adds a packet whose handler needs only the session.</summary>
    public void OnUnheld(string name, PacketHandler handler, string? feature = null) =>
        Add(new PacketRow(name, handler, Held: false), feature);

    /// <summary>Offers a feature that no single packet stands for.</summary>
    public void Offer(string feature) => _features.Append(';').Append(feature);

    /// <summary>Finds the row of a packet and moves <paramref name="packet"/> behind its name.</summary>
    public PacketRow? Find(ref PacketReader packet)
    {
        ReadOnlySpan<byte> payload = packet.Rest;
        int length = NameLength(payload);
        if (length is 0 or > LongestName)
        {
            return null;
        }

        Span<char> name = stackalloc char[LongestName];
        Encoding.Latin1.GetChars(payload[..length], name);
        if (!_byName.TryGetValue(name[..length], out PacketRow? row))
        {
            return null;
        }

        bool separated = length > 1 && length < payload.Length && s_separators.Contains(payload[length]);
        packet = new PacketReader(payload[(separated ? length + 1 : length)..]);
        return row;
    }

    private void Add(PacketRow row, string? feature)
    {
        _rows.Add(row.Name, row);
        if (feature is not null)
        {
            Offer(feature);
        }
    }

    /// <summary>Names are one letter, or two for Z and z, or a word before a separator for the families q, Q, v and j.</summary>
    private static int NameLength(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return 0;
        }

        switch (payload[0])
        {
            case (byte)'q' or (byte)'Q' or (byte)'v' or (byte)'j':
                int separator = payload.IndexOfAny(s_separators);
                return separator < 0 ? payload.Length : separator;
            case (byte)'Z' or (byte)'z':
                return Math.Min(2, payload.Length);
            default:
                return 1;
        }
    }
}
