using System.Buffers.Binary;
using Introspect.Core.PageTables;
using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>Reads the descriptors of the first stage: through the second, where there is one.</summary>
public sealed class DescriptorReader(PhysicalBus bus, SecondStageWalk secondStage)
{
    /// <summary>A descriptor of the short format; false where it cannot be read.</summary>
    public bool TryRead32(in TranslationRegime regime, ulong address, out uint descriptor)
    {
        descriptor = 0;
        bool read = TryFind(regime, ref address) && bus.TryRead32(address, out descriptor);
        descriptor = regime.BigEndianTables ? BinaryPrimitives.ReverseEndianness(descriptor) : descriptor;
        return read;
    }

    /// <summary>A descriptor of the long format; false where it cannot be read.</summary>
    public bool TryRead64(in TranslationRegime regime, ulong address, out ulong descriptor)
    {
        descriptor = 0;
        bool read = TryFind(regime, ref address) && bus.TryRead64(address, out descriptor);
        descriptor = regime.BigEndianTables ? BinaryPrimitives.ReverseEndianness(descriptor) : descriptor;
        return read;
    }

    /// <summary>Why a descriptor of a level could not be read.</summary>
    public WalkResult Failure(in TranslationRegime regime, ulong address, int level)
    {
        if (regime.Second.IsEnabled)
        {
            SecondStageResult found = secondStage.Translate(regime.Second, address);
            if (!Permits(regime, found))
            {
                return new WalkResult(found.Status == FaultStatus.None ? FaultStatus.PermissionPage : found.Status, default, 0, found.Level)
                {
                    Second = new SecondStageAccess(address, IsTableWalk: true, found.Level, AccessRights.All),
                };
            }
        }

        return new WalkResult(
            level == 1 && !regime.IsLong ? FaultStatus.ExternalAbortOnWalk1 : FaultStatus.ExternalAbortOnWalk2, default, 0, (byte)level);
    }

    private static bool Permits(in TranslationRegime regime, in SecondStageResult found) =>
        found.Status == FaultStatus.None && found.Rights.Read && !(found.IsDevice && regime.Second.ProtectsTables);

    private bool TryFind(in TranslationRegime regime, ref ulong address)
    {
        if (!regime.Second.IsEnabled)
        {
            return true;
        }

        SecondStageResult found = secondStage.Translate(regime.Second, address);
        address = found.Physical;
        return Permits(regime, found);
    }
}
