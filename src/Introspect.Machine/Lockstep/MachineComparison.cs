using System.Buffers.Binary;
using Introspect.Memory;

namespace Introspect.Machine.Lockstep;

/// <summary>Finds what a <see cref="StateHash"/> only tells the presence of.</summary>
internal static class MachineComparison
{
    // Who sees these need not see all.
    private const int MaxWords = 32;

    /// <summary>What differs: the clock, then each vCPU's values, then words of memory.</summary>
    public static IEnumerable<FieldDifference> Compare(Machine interpreted, Machine translated)
    {
        if (interpreted.Clock.NowNs != translated.Clock.NowNs)
        {
            yield return new("guest time", interpreted.Clock.NowNs, translated.Clock.NowNs);
        }

        for (int i = 0; i < interpreted.Vcpus.Count; i++)
        {
            string prefix = interpreted.Vcpus.Count == 1 ? "" : $"vCPU {i} ";
            foreach ((NamedValue left, NamedValue right) in VcpuValues.Read(interpreted.Vcpus[i]).Zip(VcpuValues.Read(translated.Vcpus[i])))
            {
                if (left.Value != right.Value)
                {
                    yield return new(prefix + left.Name, left.Value, right.Value);
                }
            }
        }

        foreach (FieldDifference word in CompareMemory(interpreted, translated).Take(MaxWords))
        {
            yield return word;
        }
    }

    private static IEnumerable<FieldDifference> CompareMemory(Machine interpreted, Machine translated)
    {
        foreach ((MemoryRegion left, MemoryRegion right) in interpreted.Bus.Regions.Zip(translated.Bus.Regions))
        {
            for (int page = 0; left.IsWritable && page < (int)(left.Size >> PhysicalBus.PageBits); page++)
            {
                for (int at = left.PageBytes(page).CommonPrefixLength(right.PageBytes(page)) & ~3; at < 1 << PhysicalBus.PageBits; at += 4)
                {
                    uint expected = BinaryPrimitives.ReadUInt32LittleEndian(left.PageBytes(page)[at..]);
                    uint actual = BinaryPrimitives.ReadUInt32LittleEndian(right.PageBytes(page)[at..]);
                    if (expected != actual)
                    {
                        yield return new($"[{left.Start + ((ulong)page << PhysicalBus.PageBits) + (uint)at:X8}]", expected, actual);
                    }
                }
            }
        }
    }
}
