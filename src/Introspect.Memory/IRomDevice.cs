namespace Introspect.Memory;

/// <summary>
/// A device whose window is an array of bytes for most of its life: NOR flash. While <see cref="IsReadingArray"/> holds, the bus
/// maps <see cref="Contents"/> read-only into the guest (it may fetch instructions from there) and calls the device for writes
/// only; otherwise the device answers reads as well. <see cref="Contents"/> changes only while the array is not being read, so
/// whoever keeps translated code of the window drops it when <see cref="ModeChanged"/> says that the array is back.
/// </summary>
public interface IRomDevice : IMmioDevice
{
    /// <summary>The bytes of the array, as long as the window; always the same memory.</summary>
    ReadOnlyMemory<byte> Contents { get; }

    /// <summary>True while a read of the window is a read of <see cref="Contents"/>.</summary>
    bool IsReadingArray { get; }

    /// <summary>Raised after <see cref="IsReadingArray"/> changed, within the access that changed it.</summary>
    event Action? ModeChanged;
}
