using System.IO.Hashing;
using System.Runtime.InteropServices;
using Introspect.Cpu;
using Introspect.Ir;
using Introspect.Memory;

namespace Introspect.Machine;

/// <summary>
/// A number that stands for everything a guest can see of its machine: memory, registers of all vCPUs with their banks and system
/// registers, guest time. Two runs are the same run when they have the same hashes at the same instruction counts. Memory is hashed
/// page by page as it gets dirty, so a sample costs what the guest wrote since the last one; a page of zeros counts for nothing, since a
/// page may be dirty that nobody wrote to. Left out: the inner state of devices, and of CP15
/// what the other security state has, which show in memory and interrupts soon enough.
/// </summary>
public sealed class StateHash(Machine machine)
{
    private static readonly byte[] s_zeros = new byte[1 << PhysicalBus.PageBits];

    private readonly Dictionary<MemoryRegion, ulong[]> _pages = [];
    private ulong _memory;

    /// <summary>The hash of the machine as it is now, between two instructions.</summary>
    public ulong Sample()
    {
        UpdateMemory();
        var hash = new XxHash3();
        Add(hash, _memory);
        AddVcpus(hash);
        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>The same without memory: cheap enough for every instruction.</summary>
    public ulong SampleVcpus()
    {
        var hash = new XxHash3();
        AddVcpus(hash);
        return hash.GetCurrentHashAsUInt64();
    }

    private void UpdateMemory()
    {
        foreach (MemoryRegion region in machine.Bus.Regions)
        {
            if (region.IsWritable)
            {
                region.CollectDirtyPages(Update);
            }
        }

        foreach (Vcpu vcpu in machine.Vcpus)
        {
            vcpu.FlushWrites();
        }
    }

    private void AddVcpus(XxHash3 hash)
    {
        Add(hash, machine.Clock.NowNs);
        foreach (Vcpu vcpu in machine.Vcpus)
        {
            hash.Append(MemoryMarshal.AsBytes<uint>(((ReadOnlySpan<uint>)vcpu.Registers)[..Slot.FirstTemporary]));
            Add(hash, vcpu.Cpsr);
            Add(hash, vcpu.Instructions);
            Add(hash, (vcpu.IsOff ? 1ul : 0) | (vcpu.IsWaiting ? 2ul : 0));
            vcpu.Banked.Visit(value => Add(hash, value));
            vcpu.RegisterRows.Visit(vcpu, (_, value) => Add(hash, value));
        }
    }

    private static void Add(XxHash3 hash, ulong value) => hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value)));

    private void Update(MemoryRegion region, int page)
    {
        if (!_pages.TryGetValue(region, out ulong[]? hashes))
        {
            _pages.Add(region, hashes = new ulong[region.Size >> PhysicalBus.PageBits]);
        }

        _memory ^= hashes[page];
        ReadOnlySpan<byte> bytes = region.PageBytes(page);
        hashes[page] = bytes.SequenceEqual(s_zeros) ? 0 : XxHash3.HashToUInt64(bytes, seed: page + 1);
        _memory ^= hashes[page];
    }
}
