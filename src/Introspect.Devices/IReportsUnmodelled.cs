namespace Introspect.Devices;

/// <summary>A device that tells which accesses found no register, so that the list of what is missing writes itself.</summary>
public interface IReportsUnmodelled
{
    /// <summary>Who wants to know, or null. Set by the board; never seen by the guest.</summary>
    Action<UnmodelledAccess>? Unmodelled { get; set; }
}

/// <summary>An access to an offset without a register: it read as zero, or the written value was ignored.</summary>
public readonly record struct UnmodelledAccess(string Device, uint Offset, bool IsWrite, uint Value);
