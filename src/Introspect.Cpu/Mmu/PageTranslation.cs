using System.Runtime.CompilerServices;
using Introspect.Core.PageTables;
using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>Where a virtual page lies and what may be done with it.</summary>
/// <param name="PhysicalPage">Physical address of the 4 KiB page, or of the part of it that <paramref name="Size"/> says.</param>
/// <param name="Read">Loads are allowed.</param>
/// <param name="Write">Stores are allowed.</param>
/// <param name="Execute">Fetches are allowed.</param>
/// <param name="Size">
/// Bytes that its descriptor maps with these permissions: more than a page for large pages and sections, 1 KiB for tiny pages and for small
/// pages whose quarters differ.
/// </param>
/// <param name="Attributes">Memory type and shareability as PAR shows them (bits 10:1), for the address translation operations.</param>
public readonly record struct PageTranslation(ulong PhysicalPage, bool Read, bool Write, bool Execute, ulong Size, uint Attributes)
{
    private const uint PageSize = 1 << PhysicalBus.PageBits;

    /// <summary>
    /// It holds for a page of 4 KiB. What does not is never cached, but looked up at each access: no guest that we know maps more than a few
    /// pages so, and ARMv6 calls it deprecated (ARM DDI 0211H 6.11.1).
    /// </summary>
    public bool IsWhole
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Size >= PageSize;
    }

    /// <summary>Bytes for which it holds, at most a page.</summary>
    public uint Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsWhole ? PageSize : (uint)Size;
    }

    /// <summary>Whether it may be used so.</summary>
    public bool Allows(AccessKind kind) => new AccessRights(Read, Write, Execute).Allows(kind);

    /// <summary>The physical address of a virtual one in the page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong PhysicalOf(uint address) => PhysicalPage | (address & (Bytes - 1));

    /// <summary>Bytes from an address on for which it holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BytesFrom(uint address) => (int)(Bytes - (address & (Bytes - 1)));
}
