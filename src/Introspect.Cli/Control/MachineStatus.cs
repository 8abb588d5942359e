using System.Text.Json;
using System.Text.Json.Serialization;
using Introspect.Inspection;

namespace Introspect.Cli.Control;

/// <summary>A machine of a running device, as of a moment ago.</summary>
/// <param name="Name">Its name, which no other machine of the same user has.</param>
/// <param name="Pid">The device's process.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="StopReason">Why it stopped last, when it does not run.</param>
/// <param name="Board">Its board.</param>
/// <param name="Cpu">Its CPU model.</param>
/// <param name="Vcpus">How many vCPUs it has.</param>
/// <param name="MemoryMiB">Its RAM.</param>
/// <param name="Instructions">Guest instructions executed by all vCPUs.</param>
/// <param name="GuestSeconds">Guest time.</param>
internal sealed record MachineStatus(
    string Name,
    int Pid,
    MachineState State,
    StopReason? StopReason,
    string Board,
    string Cpu,
    int Vcpus,
    int MemoryMiB,
    ulong Instructions,
    double GuestSeconds)
{
    /// <summary>The state in a word or two.</summary>
    [JsonIgnore]
    public string StateText => State switch
    {
        MachineState.Running => "running",
        MachineState.Ended => "ended",
        _ => StopReason switch
        {
            Inspection.StopReason.NotStarted => "not started",
            Inspection.StopReason.Interrupt or null => "paused",
            Inspection.StopReason.StepDone => "paused (step)",
            { } reason => $"paused ({JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString())})",
        },
    };
}
