using System.Buffers.Binary;
using System.Text;
using Introspect.Core;
using Introspect.Memory;

namespace Introspect.Devices.Firmware;

/// <summary>
/// Firmware configuration device, QEMU docs/specs/fw_cfg, in its MMIO form: firmware reads what it boots and on what. All items
/// are read-only and are added before the guest runs. Not modelled: writable items, items local to an architecture.
/// </summary>
public sealed class FwCfg : IMmioDevice, IReportsUnmodelled
{
    private const int NameBytes = 56, DirectoryEntryBytes = 64;
    private const uint DmaError = 1, DmaRead = 2, DmaSkip = 4, DmaSelect = 8, DmaWrite = 16;
    private const uint TraditionalAndDma = 3;
    private const ushort WriteChannel = 0x4000;

    private static readonly byte[] s_zeros = new byte[4096];

    private static readonly RegisterMap<FwCfg> s_registers = new("fw-cfg", size: 0x18)
    {
        { 0x00, 2, "Data", static (d, _) => d.Next(4), static (_, _, _) => { } },
        { 0x08, "Selector", static (d, v) => d.Select(BinaryPrimitives.ReverseEndianness((ushort)v)) },
        { 0x10, "DmaHigh", static _ => Word("QEMU"u8), static (d, v) => d._dmaHigh = BinaryPrimitives.ReverseEndianness(v) },
        { 0x14, "DmaLow", static _ => Word(" CFG"u8), static (d, v) => d.Transfer(BinaryPrimitives.ReverseEndianness(v)) },
    };

    private readonly IPhysicalMemory _memory;
    private readonly Dictionary<ushort, ReadOnlyMemory<byte>> _items = [];
    private readonly SortedList<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private ushort _selected;
    private int _position;
    private uint _dmaHigh;

    /// <summary>A device with signature, identification and an empty file directory.</summary>
    public FwCfg(IPhysicalMemory memory)
    {
        _memory = memory;
        Add(FwCfgItem.Signature, "QEMU"u8.ToArray());
        Add(FwCfgItem.Id, TraditionalAndDma);
        BuildDirectory();
    }

    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => s_registers.Size;

    private ReadOnlyMemory<byte> Selected => _items.GetValueOrDefault(_selected);

    private ReadOnlySpan<byte> Rest => Selected.Span[_position..];

    public void Add(FwCfgItem item, ReadOnlyMemory<byte> bytes) => _items[(ushort)item] = bytes;

    public void Add(FwCfgItem item, ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        Add(item, bytes);
    }

    public void Add(FwCfgItem item, uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Add(item, bytes);
    }

    public void Add(FwCfgItem item, ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Add(item, bytes);
    }

    /// <summary>A string, which the guest reads with a zero at its end.</summary>
    public void Add(FwCfgItem item, string text) => Add(item, Encoding.UTF8.GetBytes(text + '\0'));

    /// <summary>A named file such as "etc/table-loader"; the guest finds it through the directory.</summary>
    public void AddFile(string name, ReadOnlyMemory<byte> bytes)
    {
        Invariant.Require(name.Length is > 0 and < NameBytes && Ascii.IsValid(name));
        _files.Add(name, bytes);
        BuildDirectory();
    }

    public uint Read32(uint offset) => s_registers.Read(this, offset);

    public ushort Read16(uint offset) => offset < 8 ? (ushort)Next(2) : (ushort)(Read32(offset & ~3u) >> (int)(8 * (offset & 2)));

    public byte Read8(uint offset) => offset < 8 ? (byte)Next(1) : (byte)(Read32(offset & ~3u) >> (int)(8 * (offset & 3)));

    public void Write32(uint offset, uint value) => s_registers.Write(this, offset, value);

    public void Reset()
    {
        Select((ushort)FwCfgItem.Signature);
        _dmaHigh = 0;
    }

    private static uint Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Count, then for each file its length, its item and its name; numbers are big-endian. Sorted by name.</summary>
    private void BuildDirectory()
    {
        byte[] directory = new byte[4 + (_files.Count * DirectoryEntryBytes)];
        BinaryPrimitives.WriteUInt32BigEndian(directory, (uint)_files.Count);
        for (int i = 0; i < _files.Count; i++)
        {
            ushort item = (ushort)((int)FwCfgItem.FirstFile + i);
            Span<byte> entry = directory.AsSpan(4 + (i * DirectoryEntryBytes), DirectoryEntryBytes);
            BinaryPrimitives.WriteUInt32BigEndian(entry, (uint)_files.Values[i].Length);
            BinaryPrimitives.WriteUInt16BigEndian(entry[4..], item);
            Encoding.ASCII.GetBytes(_files.Keys[i], entry[8..]);
            _items[item] = _files.Values[i];
        }

        Add(FwCfgItem.FileDirectory, directory);
    }

    private void Select(ushort item)
    {
        _selected = (ushort)(item & ~WriteChannel);
        _position = 0;
    }

    /// <summary>The next bytes of the item, the first one lowest; zeros past its end.</summary>
    private uint Next(int count)
    {
        Span<byte> bytes = stackalloc byte[4];
        bytes.Clear();
        int present = Math.Min(count, Rest.Length);
        Rest[..present].CopyTo(bytes);
        _position += present;
        return Word(bytes);
    }

    /// <summary>A transfer as the descriptor in guest memory says: control, length, address, all big-endian.</summary>
    private void Transfer(uint low)
    {
        ulong descriptor = ((ulong)_dmaHigh << 32) | low;
        _dmaHigh = 0;
        Span<byte> bytes = stackalloc byte[16];
        if (!_memory.TryRead(descriptor, bytes))
        {
            return;   // nowhere to report the error to
        }

        uint control = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        ulong address = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        if ((control & DmaSelect) != 0)
        {
            Select((ushort)(control >> 16));
        }

        bool succeeded = true;
        int present = (int)Math.Min(length, (uint)Rest.Length);
        if ((control & DmaRead) != 0)
        {
            succeeded = TryCopyOut(address, present, length);
        }
        else if ((control & DmaWrite) != 0)
        {
            succeeded = false;
        }

        if (succeeded && (control & (DmaRead | DmaSkip)) != 0)
        {
            _position += present;
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes, succeeded ? 0 : DmaError);
        _memory.TryWrite(descriptor, bytes[..4]);
    }

    /// <summary>What the item has, then zeros; ends at the first byte that is not RAM.</summary>
    private bool TryCopyOut(ulong address, int present, uint length)
    {
        if (address > ulong.MaxValue - length || !_memory.TryWrite(address, Rest[..present]))
        {
            return false;
        }

        for (uint done = (uint)present; done < length;)
        {
            int piece = (int)Math.Min(length - done, (uint)s_zeros.Length);
            if (!_memory.TryWrite(address + done, s_zeros.AsSpan(0, piece)))
            {
                return false;
            }

            done += (uint)piece;
        }

        return true;
    }
}
