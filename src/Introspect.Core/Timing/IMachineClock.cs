namespace Introspect.Core.Timing;

/// <summary>
/// The one clock of a machine, in nanoseconds of guest time since the machine was made. It never goes back. With the
/// virtual clock it is a function of the instructions executed, so a guest that reads it stays deterministic.
/// </summary>
public interface IMachineClock
{
    /// <summary>Nanoseconds of guest time, exact to the instruction that asks.</summary>
    ulong NowNs { get; }
}
