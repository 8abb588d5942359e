using System.Buffers.Text;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// What a Linux kernel leaves in memory for crash dump readers (kernel/crash_core.c): a page of lines such as
/// <c>SYMBOL(init_uts_ns)=c15839d4</c> and <c>OFFSET(printk_info.seq)=0</c>.
/// </summary>
internal sealed class VmCoreInfo
{
    private const int PageSize = 4096, PageBits = 12, MaxNotes = 64;

    private readonly Dictionary<string, ulong> _values = new(StringComparer.Ordinal);
    private readonly byte[] _head;

    private VmCoreInfo(ulong address, ReadOnlySpan<byte> page)
    {
        Address = address;
        _head = page[..128].ToArray();
        int end = page.IndexOf((byte)0);
        ReadOnlySpan<byte> text = end < 0 ? page : page[..end];
        foreach (Range range in text.Split((byte)'\n'))
        {
            Add(text[range]);
        }
    }

    /// <summary>Physical address of the page.</summary>
    public ulong Address { get; }

    /// <summary>The kernel's release, for example <c>6.1.0-50-armmp</c>.</summary>
    public string Release { get; private set; } = "";

    /// <summary>The build id in hexadecimal, or empty.</summary>
    public string BuildId { get; private set; } = "";

    /// <summary>The highest address of a symbol that it names: the image reaches at least that far.</summary>
    public uint HighestSymbol { get; private set; }

    private static ReadOnlySpan<byte> Signature => "OSRELEASE="u8;

    /// <summary>
    /// Looks at the beginning of every page of RAM that was ever touched. There is one such page, unless somebody in the guest wrote another.
    /// </summary>
    public static List<VmCoreInfo> FindAll(IGuestRam ram)
    {
        var all = new List<VmCoreInfo>();
        Span<byte> head = stackalloc byte[16];
        Span<byte> page = stackalloc byte[PageSize];
        for (ulong address = ram.NextTouched(ram.Start); address < ram.End && all.Count < MaxNotes; address = ram.NextTouched(address + PageSize))
        {
            address &= ~(ulong)(PageSize - 1);
            if (ram.TryRead(address, head) && head.StartsWith(Signature) && ram.TryRead(address, page) &&
                new VmCoreInfo(address, page) is { IsWhole: true } found)
            {
                all.Add(found);
            }
        }

        return all;
    }

    /// <summary>True while the page still is what was read: the same kernel runs.</summary>
    public bool IsStillIn(IGuestRam ram)
    {
        Span<byte> head = stackalloc byte[_head.Length];
        return ram.TryRead(Address, head) && head.SequenceEqual(_head);
    }

    /// <summary>The address of a symbol.</summary>
    public bool TrySymbol(string name, out uint address) => TryGet($"SYMBOL({name})", out address);

    /// <summary>The offset of a field: <c>printk_info.seq</c>.</summary>
    public bool TryOffset(string field, out int offset)
    {
        bool found = TryGet($"OFFSET({field})", out uint value) && value < PageSize;
        offset = found ? (int)value : 0;
        return found;
    }

    /// <summary>The size of a structure.</summary>
    public bool TrySize(string structure, out int size)
    {
        bool found = TryGet($"SIZE({structure})", out uint value) && value is > 0 and < PageSize;
        size = found ? (int)value : 0;
        return found;
    }

    private bool IsWhole => Release.Length > 0 && _values.TryGetValue("PAGESIZE", out ulong size) && size == 1 << PageBits &&
        TrySymbol("swapper_pg_dir", out _) && TrySymbol("_stext", out _);

    private bool TryGet(string key, out uint value)
    {
        bool found = _values.TryGetValue(key, out ulong wide) && wide <= uint.MaxValue;
        value = (uint)wide;
        return found;
    }

    // SYMBOL values are hexadecimal without prefix, all others decimal; NUMBER may be negative and is not needed.
    private void Add(ReadOnlySpan<byte> line)
    {
        int equals = line.IndexOf((byte)'=');
        if (equals <= 0)
        {
            return;
        }

        ReadOnlySpan<byte> key = line[..equals], value = line[(equals + 1)..];
        if (key.SequenceEqual("OSRELEASE"u8))
        {
            Release = GuestText.Decode(value);
        }
        else if (key.SequenceEqual("BUILD-ID"u8))
        {
            BuildId = GuestText.Decode(value);
        }
        else
        {
            bool isSymbol = key.StartsWith("SYMBOL("u8);
            if (Utf8Parser.TryParse(value, out ulong number, out int used, isSymbol ? 'X' : 'D') && used == value.Length)
            {
                _values[GuestText.Decode(key)] = number;
                HighestSymbol = isSymbol && number <= uint.MaxValue ? Math.Max(HighestSymbol, (uint)number) : HighestSymbol;
            }
        }
    }
}
