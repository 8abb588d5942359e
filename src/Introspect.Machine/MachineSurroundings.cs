using Introspect.Devices;
using Introspect.Machine.Semihosting;

namespace Introspect.Machine;

/// <summary>What a machine gets from the host and may not find for itself.</summary>
/// <param name="Console">Where the first serial port sends its characters.</param>
/// <param name="WallClockSeconds">Seconds since 1970 when the machine is made: an input, so that a run can be repeated.</param>
/// <param name="Seed">What the machine's random numbers start from: an input as well.</param>
public sealed record MachineSurroundings(ICharacterSink Console, ulong WallClockSeconds, ulong Seed)
{
    /// <summary>The files that a guest may use by semihosting; null: none.</summary>
    public ISemihostFiles? SemihostFiles { get; init; }
}
