using System.Buffers.Binary;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// The B-tree of ranges that holds a process' memory areas (lib/maple_tree.c, include/linux/maple_tree.h; Linux 54a611b60590, v6.1) on a
/// 32-bit machine. A node has 256 bytes. A pointer to one has its type in bits 3 to 6; the root has bit 1 set too.
/// </summary>
internal static class MapleTree
{
    // A tree over 2^32 pages with at least 2 slots a node is no deeper; a real one has 3 levels at most.
    private const int MaxDepth = 20;
    // Nodes that lead to each other would make a short tree large. As many areas as vm.max_map_count allows, 65530, need no more.
    private const int MaxNodes = 1 << 14, MaxEntries = 1 << 17;
    private const int NodeBytes = 256;
    private const uint NodeMask = ~(NodeBytes - 1u);

    /// <summary>The first and last address and the value of every range that has one, in rising order.</summary>
    /// <exception cref="BrokenObjectException">The tree is not as it must be.</exception>
    public static List<MapleEntry> Entries(GuestSpace space, GuestObject owner, int rootOffset)
    {
        if (!space.TryReadWord(owner.Address + (uint)rootOffset, out uint root))
        {
            throw BrokenObjectException.Unmapped(owner);
        }

        var entries = new List<MapleEntry>();
        if (root == 0)
        {
            return entries;
        }

        if (!IsRoot(root))
        {
            throw BrokenObjectException.Pointer(owner, "mm_mt.ma_root", rootOffset, root, "which is no maple_node");
        }

        int nodes = 0;
        Visit(space, owner, "mm_mt.ma_root", rootOffset, root, 0, uint.MaxValue, 0, ref nodes, entries);
        return entries;
    }

    /// <summary>True for a pointer to a root node (xa_is_node).</summary>
    public static bool IsRoot(uint pointer) => (pointer & 3) == 2 && pointer > 4096;

    private static void Visit(
        GuestSpace space,
        GuestObject from,
        string field,
        int offset,
        uint pointer,
        uint min,
        uint max,
        int depth,
        ref int nodes,
        List<MapleEntry> entries)
    {
        var at = new GuestObject("maple_node", pointer & NodeMask);
        Span<byte> node = stackalloc byte[NodeBytes];
        if (!space.TryRead(at.Address, node))
        {
            throw BrokenObjectException.Pointer(from, field, offset, pointer, "which is not mapped");
        }

        // maple_leaf_64, maple_range_64, maple_arange_64: pivots behind the parent's pointer, then one slot more than pivots.
        uint type = (pointer >> 3) & 0xF;
        int slots = type switch
        {
            1 or 2 => 32,
            3 => 21,
            _ => throw BrokenObjectException.Pointer(from, field, offset, pointer, $"a maple_node of type {type}"),
        };
        if (depth >= MaxDepth || ++nodes > MaxNodes)
        {
            throw BrokenObjectException.Pointer(
                from, field, offset, pointer, $"a maple_node {depth} levels deep, the {nodes}th: the tree goes round");
        }

        uint low = min;
        for (int i = 0; i < slots; i++)
        {
            int slotOffset = (4 * slots) + (4 * i);
            uint pivot = i < slots - 1 ? BinaryPrimitives.ReadUInt32LittleEndian(node[(4 + (4 * i))..]) : max;
            uint high = pivot == 0 && i > 0 ? max : pivot;
            uint slot = BinaryPrimitives.ReadUInt32LittleEndian(node[slotOffset..]);
            if (high < low || high > max)
            {
                throw BrokenObjectException.Value(
                    at, $"pivot[{i}]", 4 + (4 * i), high, $"outside 0x{low:X8}..0x{max:X8} that is left for it");
            }

            if (slot != 0 && type == 1)
            {
                if (entries.Count >= MaxEntries)
                {
                    throw BrokenObjectException.Pointer(at, $"slot[{i}]", slotOffset, slot, $"after {MaxEntries} ranges, more than there can be");
                }

                entries.Add(new MapleEntry(low, high, slot));
            }
            else if (type != 1)
            {
                Visit(space, at, $"slot[{i}]", slotOffset, slot, low, high, depth + 1, ref nodes, entries);
            }

            if (high == max)
            {
                return;
            }

            low = high + 1;
        }
    }
}

/// <summary>A range of a maple tree.</summary>
internal readonly record struct MapleEntry(uint First, uint Last, uint Value);
