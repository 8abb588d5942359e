using Introspect.Memory;

namespace Introspect.Devices;

/// <summary>The place of a device that a board has and nobody has modelled: it reads as zero, ignores writes and tells of each access.</summary>
public sealed class UnmodelledWindow(string device, uint size) : IMmioDevice, IReportsUnmodelled
{
    public Action<UnmodelledAccess>? Unmodelled { get; set; }

    public uint Size => size;

    public uint Read32(uint offset)
    {
        Unmodelled?.Invoke(new UnmodelledAccess(device, offset, IsWrite: false, Value: 0));
        return 0;
    }

    public void Write32(uint offset, uint value) => Unmodelled?.Invoke(new UnmodelledAccess(device, offset, IsWrite: true, value));

    public void Reset()
    {
        // It has no state.
    }
}
