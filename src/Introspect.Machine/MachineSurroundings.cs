using System.Collections.Immutable;
using Introspect.Devices;
using Introspect.Machine.Network;
using Introspect.Machine.Semihosting;
using Introspect.Machine.Timing;

namespace Introspect.Machine;

/// <summary>What a machine gets from the host and may not find for itself.</summary>
/// <param name="Console">Where the first serial port sends its characters.</param>
/// <param name="WallClockSeconds">Seconds since 1970 when the machine is made: an input, so that a run can be repeated.</param>
/// <param name="Seed">What the machine's random numbers start from: an input as well.</param>
public sealed record MachineSurroundings(ICharacterSink Console, ulong WallClockSeconds, ulong Seed)
{
    /// <summary>The files that a guest may use by semihosting; null: none.</summary>
    public ISemihostFiles? SemihostFiles { get; init; }

    /// <summary>Where the cable of the paravirtual network card leads to; null: there is no card.</summary>
    public IPacketBackend? ParavirtualCable { get; init; }

    /// <summary>The host's time, for machines whose clock is tied to it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Network devices, each plugged in; none: the guest finds one without a cable where its board has that.</summary>
    public ImmutableArray<NetworkCard> Networks { get; init; } = [];

    /// <summary>The clock that a machine asks for.</summary>
    internal IRunClock MakeClock(ClockKind kind, bool isParallel) => kind switch
    {
        ClockKind.Virtual when isParallel => new TurnClock(Time),
        ClockKind.Virtual => new InstructionClock(),
        ClockKind.Host => new HostClock(Time),
    };
}
