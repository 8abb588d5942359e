using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Introspect.Memory;

/// <summary>One page of the software TLB: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct TlbEntry
{
    /// <summary>The page's virtual address when loads may go straight to memory.</summary>
    public uint ReadTag;

    /// <summary>The page's virtual address when stores may go straight to memory: RAM, dirty already, no translated code.</summary>
    public uint WriteTag;

    /// <summary>Host address of the page.</summary>
    public byte* HostPage;
}

/// <summary>
/// Virtual pages of RAM that a vCPU reached lately, with the host address of each: the fast way of a load or store. A tag is compared
/// together with the low address bits that alignment wants zero, so one comparison tells page, permission and alignment.
/// </summary>
public sealed unsafe class SoftTlb : IDisposable
{
    /// <summary>Number of entries.</summary>
    public const int Size = 1024;

    private const uint PageMask = 0xFFFF_F000;
    private TlbEntry* _entries;

    /// <summary>The entries, by page number modulo <see cref="Size"/>; valid until disposal.</summary>
    public TlbEntry* Entries => _entries;

    public SoftTlb()
    {
        _entries = (TlbEntry*)NativeMemory.AlignedAlloc((nuint)(Size * sizeof(TlbEntry)), 64);
        Flush();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref TlbEntry EntryOf(uint address) => ref _entries[(address >> PhysicalBus.PageBits) & (Size - 1)];

    /// <summary>
    /// True when a load of <paramref name="bytes"/> aligned bytes may go straight to <paramref name="host"/>. Bits set in
    /// <paramref name="never"/> (low address bits) make it fail.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(uint address, uint bytes, uint never, out byte* host)
    {
        ref TlbEntry entry = ref EntryOf(address);
        host = entry.HostPage + (address & ~PageMask);
        return ((address & (PageMask | (bytes - 1))) | never) == entry.ReadTag;
    }

    /// <summary>As <see cref="TryRead"/>, for a store.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWrite(uint address, uint bytes, uint never, out byte* host)
    {
        ref TlbEntry entry = ref EntryOf(address);
        host = entry.HostPage + (address & ~PageMask);
        return ((address & (PageMask | (bytes - 1))) | never) == entry.WriteTag;
    }

    /// <summary>Enters a page.</summary>
    /// <param name="page">Virtual address of the page.</param>
    /// <param name="host">Its bytes: 4 KiB that stay mapped until the entry is flushed.</param>
    /// <param name="read">Loads may use it.</param>
    /// <param name="write">Stores may use it.</param>
    public void Fill(uint page, byte* host, bool read, bool write)
    {
        ref TlbEntry entry = ref EntryOf(page);
        entry.ReadTag = read ? page : NoTag(page);
        entry.WriteTag = write ? page : NoTag(page);
        entry.HostPage = host;
    }

    /// <summary>Forgets everything.</summary>
    public void Flush()
    {
        for (uint i = 0; i < Size; i++)
        {
            FlushPage(i << PhysicalBus.PageBits);
        }
    }

    /// <summary>Forgets the page of an address.</summary>
    public void FlushPage(uint address)
    {
        ref TlbEntry entry = ref EntryOf(address);
        entry.ReadTag = NoTag(address);
        entry.WriteTag = NoTag(address);
    }

    /// <summary>Every store goes the slow way once more: pages became clean.</summary>
    public void FlushWrites()
    {
        for (uint i = 0; i < Size; i++)
        {
            _entries[i].WriteTag = NoTag(i << PhysicalBus.PageBits);
        }
    }

    /// <summary>Stores to the page that is at <paramref name="host"/> go the slow way once more.</summary>
    public void FlushWrites(byte* host)
    {
        for (uint i = 0; i < Size; i++)
        {
            if (_entries[i].HostPage == host)
            {
                _entries[i].WriteTag = NoTag(i << PhysicalBus.PageBits);
            }
        }
    }

    // A page of the neighbouring entry: no access that looks here is to it, whatever bits of the address are compared.
    private static uint NoTag(uint address) => (address ^ (1 << PhysicalBus.PageBits)) & PageMask;

    public void Dispose()
    {
        NativeMemory.AlignedFree(_entries);
        _entries = null;
    }
}
