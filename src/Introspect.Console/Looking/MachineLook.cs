using System.Collections.Immutable;
using Introspect.Inspection;

namespace Introspect.Console.Looking;

/// <summary>A machine as it was when it was looked at last.</summary>
/// <param name="Time">The console's clock then (<see cref="TimeProvider.GetTimestamp"/>).</param>
/// <param name="State">Whether it ran.</param>
/// <param name="LastStop">Why it stopped last.</param>
/// <param name="Instructions">Instructions executed.</param>
/// <param name="GuestTimeNs">Guest time in nanoseconds.</param>
/// <param name="Activities">What each vCPU did.</param>
/// <param name="Pc">Program counter of the chosen vCPU.</param>
/// <param name="Registers">Registers of the chosen vCPU, in the order of their descriptions.</param>
internal sealed record MachineLook(
    long Time,
    MachineState State,
    StopEvent LastStop,
    ulong Instructions,
    ulong GuestTimeNs,
    ImmutableArray<VcpuActivity> Activities,
    uint Pc,
    ImmutableArray<ulong> Registers);
