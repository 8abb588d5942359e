using System.Buffers.Binary;
using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// The kernel's log, kept in a ring of descriptors and a ring of text (kernel/printk/printk_ringbuffer.h; Linux 896fbe20b4e2, v5.10).
/// VMCOREINFO tells its whole layout.
/// </summary>
internal sealed class PrintkRing
{
    private const int MaxBits = 24, MaxRecordText = 64 << 10;
    private const long MaxRingBytes = 64 << 20;
    private const uint IdMask = 0x3FFF_FFFF;
    private const uint Committed = 1, Finalized = 2;

    private readonly GuestSpace _space;
    private readonly VmCoreInfo _info;
    private readonly GuestObject _ring;

    public PrintkRing(GuestSpace space, VmCoreInfo info)
    {
        _space = space;
        _info = info;
        if (!info.TrySymbol("prb", out uint pointer) || !space.TryReadWord(pointer, out uint ring))
        {
            throw new IntrospectException(
                $"Linux {info.Release} does not say where its log is (SYMBOL(prb) in VMCOREINFO, from 5.10 on). Older logs are not read yet.");
        }

        _ring = new GuestObject("printk_ringbuffer", ring);
    }

    /// <summary>What <c>dmesg</c> shows: a row for each line of each record since the log was last cleared.</summary>
    public GuestTable Read()
    {
        uint descs = Offset("printk_ringbuffer.desc_ring"), texts = Offset("printk_ringbuffer.text_data_ring");
        int count = Bits(descs + Offset("prb_desc_ring.count_bits"), "desc_ring.count_bits");
        int textBytes = Bits(texts + Offset("prb_data_ring.size_bits"), "text_data_ring.size_bits");
        uint head = Word(descs + Offset("prb_desc_ring.head_id")) & IdMask, tail = Word(descs + Offset("prb_desc_ring.tail_id")) & IdMask;
        uint used = ((head - tail) & IdMask) + 1;
        if (used > count)
        {
            throw BrokenObjectException.Value(
                _ring, "desc_ring.tail_id", (int)(descs + Offset("prb_desc_ring.tail_id")), tail, $"{used} records before head_id 0x{head:X8}, in a ring of {count}");
        }

        int descSize = Size("prb_desc"), infoSize = Size("printk_info");
        byte[] descriptors = Bytes(descs + Offset("prb_desc_ring.descs"), "desc_ring.descs", (long)count * descSize);
        byte[] infos = Bytes(descs + Offset("prb_desc_ring.infos"), "desc_ring.infos", (long)count * infoSize);
        byte[] text = Bytes(texts + Offset("prb_data_ring.data"), "text_data_ring.data", textBytes);
        var lines = new Lines(ClearedUpTo());
        for (uint i = 0; i < used; i++)
        {
            uint id = (tail + i) & IdMask;
            int index = (int)(id & (uint)(count - 1));
            ReadOnlySpan<byte> descriptor = descriptors.AsSpan(index * descSize, descSize);
            uint state = Number(descriptor, "prb_desc.state_var");
            if ((state & IdMask) == id && state >> 30 is Committed or Finalized)
            {
                AddRecord(lines, descriptor, infos.AsSpan(index * infoSize, infoSize), text);
            }
        }

        return lines.ToTable();
    }

    private void AddRecord(Lines lines, ReadOnlySpan<byte> descriptor, ReadOnlySpan<byte> info, ReadOnlySpan<byte> ring)
    {
        int block = (int)Offset("prb_desc.text_blk_lpos");
        uint begin = Number(descriptor, "prb_data_blk_lpos.begin", block), next = Number(descriptor, "prb_data_blk_lpos.next", block);
        ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(Part(info, "printk_info.seq", 8));
        ulong nanoseconds = BinaryPrimitives.ReadUInt64LittleEndian(Part(info, "printk_info.ts_nsec", 8));

        // Behind the length (u16) come facility (u8), then flags and level in 5 and 3 bits.
        ReadOnlySpan<byte> prefix = Part(info, "printk_info.text_len", 4);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(prefix);
        int level = prefix[3] >> 5;

        // An odd position means: no text. A block that would pass the ring's end lies at its start. It begins with its descriptor's number.
        if ((begin & 1) != 0)
        {
            lines.Add(sequence, nanoseconds, level, []);
            return;
        }

        uint mask = (uint)ring.Length - 1;
        bool wraps = (begin & ~mask) != ((next - 1) & ~mask);
        int start = Math.Min((int)(wraps ? 0 : begin & mask) + 4, ring.Length);
        int available = Math.Max(0, Math.Min(ring.Length - start, (int)Math.Min(wraps ? next & mask : next - begin, MaxRecordText) - 4));
        lines.Add(sequence, nanoseconds, level, ring.Slice(start, Math.Min(length, available)));
    }

    // The value is written twice; which copy holds, the counter before it says.
    private ulong ClearedUpTo()
    {
        if (!_info.TrySymbol("clear_seq", out uint address) || !_info.TryOffset("latched_seq.val", out int values) ||
            !_space.TryReadWord(address, out uint latch))
        {
            return 0;
        }

        Span<byte> value = stackalloc byte[8];
        return _space.TryRead(address + (uint)values + ((latch & 1) * 8), value) ? BinaryPrimitives.ReadUInt64LittleEndian(value) : 0;
    }

    private int Bits(uint offset, string field)
    {
        uint bits = Word(offset);
        return bits is > 0 and <= MaxBits
            ? 1 << (int)bits
            : throw BrokenObjectException.Value(_ring, field, (int)offset, bits, $"not 1 to {MaxBits} bits");
    }

    private byte[] Bytes(uint offset, string field, long length)
    {
        uint address = Word(offset);
        if (length > MaxRingBytes)
        {
            throw BrokenObjectException.Pointer(_ring, field, (int)offset, address, $"a ring of {length} bytes, more than there can be");
        }

        byte[] bytes = new byte[length];
        return _space.TryRead(address, bytes)
            ? bytes
            : throw BrokenObjectException.Pointer(_ring, field, (int)offset, address, $"of which {length} bytes are not all mapped");
    }

    private uint Word(uint offset) =>
        _space.TryReadWord(_ring.Address + offset, out uint value) ? value : throw BrokenObjectException.Unmapped(_ring);

    private uint Number(ReadOnlySpan<byte> structure, string field, int within = 0) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Part(structure, field, 4, within));

    // The guest tells offsets and sizes; they need not fit each other.
    private ReadOnlySpan<byte> Part(ReadOnlySpan<byte> structure, string field, int bytes, int within = 0)
    {
        int offset = (int)Offset(field) + within;
        return offset <= structure.Length - bytes
            ? structure.Slice(offset, bytes)
            : throw new IntrospectException(
                $"Linux {_info.Release}: VMCOREINFO says OFFSET({field})={offset - within}, which does not fit a structure of {structure.Length} bytes.");
    }

    private uint Offset(string field) => _info.TryOffset(field, out int offset)
        ? (uint)offset
        : throw new IntrospectException($"Linux {_info.Release} does not tell OFFSET({field}) in VMCOREINFO, so its log cannot be read.");

    private int Size(string structure) => _info.TrySize(structure, out int size)
        ? size
        : throw new IntrospectException($"Linux {_info.Release} does not tell SIZE({structure}) in VMCOREINFO, so its log cannot be read.");

    private sealed class Lines(ulong clearedUpTo)
    {
        private readonly ImmutableArray<ImmutableArray<object?>>.Builder _rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>();

        public void Add(ulong sequence, ulong nanoseconds, int level, ReadOnlySpan<byte> text)
        {
            if (sequence < clearedUpTo)
            {
                return;
            }

            // As the kernel writes it: microseconds, cut and not rounded.
            double seconds = (nanoseconds / 1000) / 1e6;
            foreach (Range line in text.Split((byte)'\n'))
            {
                _rows.Add([seconds, (long)level, GuestText.Decode(text[line])]);
            }
        }

        public GuestTable ToTable() => new(
            "dmesg",
            [new("TIME", ColumnFormat.Seconds), new("LEVEL", ColumnFormat.Decimal), new("TEXT", ColumnFormat.Text)],
            _rows.DrainToImmutable());
    }
}
