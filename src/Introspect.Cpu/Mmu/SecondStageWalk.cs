using System.Buffers.Binary;
using Introspect.Core.PageTables;
using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>Where the second stage places an intermediate physical address.</summary>
/// <param name="Status">Why nowhere, or <see cref="FaultStatus.None"/>.</param>
/// <param name="Physical">The physical address.</param>
/// <param name="Rights">What HAP and XN allow.</param>
/// <param name="Level">The level of the table that decided.</param>
/// <param name="IsDevice">The memory attributes say Device or Strongly-ordered.</param>
public readonly record struct SecondStageResult(FaultStatus Status, ulong Physical, AccessRights Rights, byte Level, bool IsDevice);

/// <summary>The walk of the second stage's tables (ARM DDI 0406C B3.6.5, B3.6.1). It changes nothing.</summary>
public sealed class SecondStageWalk(PhysicalBus bus)
{
    private const int LastLevel = 3, IndexBits = 9;

    /// <summary>Translates an intermediate physical address.</summary>
    public SecondStageResult Translate(in SecondStage stage, ulong intermediate)
    {
        int level = stage.FirstLevel;
        if (!stage.TryChoose(intermediate, out ulong at))
        {
            return Refused(FaultStatus.TranslationPage, level);
        }

        while (true)
        {
            if (!bus.TryRead64(at, out ulong value))
            {
                return Refused(FaultStatus.ExternalAbortOnWalk2, level);
            }

            value = stage.BigEndianTables ? BinaryPrimitives.ReverseEndianness(value) : value;
            var descriptor = new LongDescriptor(value, level);
            switch (descriptor.Kind)
            {
                case DescriptorKind.Invalid:
                    return Refused(FaultStatus.TranslationPage, level);
                case DescriptorKind.Table when level < LastLevel:
                    level++;
                    int shift = 39 - (IndexBits * level);
                    at = descriptor.Table | (((intermediate >> shift) & ((1ul << IndexBits) - 1)) << 3);
                    break;
                default:
                    return Found(descriptor, intermediate);
            }
        }
    }

    // HAP in bits 7:6, memory attributes in 5:2, of which the upper two are zero for Device and Strongly-ordered memory.
    private static SecondStageResult Found(LongDescriptor descriptor, ulong intermediate)
    {
        if (!descriptor.IsAccessed)
        {
            return Refused(FaultStatus.AccessFlagPage, descriptor.Level);
        }

        bool read = (descriptor.Value & (1 << 6)) != 0, write = (descriptor.Value & (1 << 7)) != 0;
        bool execute = read && (descriptor.Value & (1ul << 54)) == 0;
        return new SecondStageResult(
            FaultStatus.None, descriptor.PhysicalOf((uint)intermediate), new AccessRights(read, write, execute), (byte)descriptor.Level,
            ((descriptor.Value >> 4) & 3) == 0);
    }

    private static SecondStageResult Refused(FaultStatus status, int level) => new(status, 0, default, (byte)level, false);
}
