using System.Collections.Immutable;
using Introspect.Cli.Running;
using Introspect.Cli.Running.Serial;
using Introspect.Hypervisor.Scheduling;

namespace Introspect.Cli.Devices;

/// <summary>A device as its file describes it: machines side by side, and what they run on.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="Machines">Its machines, in the order of the file.</param>
public sealed record DeviceDescription(string File, ImmutableArray<MachineDescription> Machines)
{
    /// <summary>How many pCPUs it has; null: as many as the host has CPUs.</summary>
    public int? Pcpus { get; init; }

    /// <summary>Guests side by side that are all made of the same settings, but for what only one machine can have.</summary>
    /// <exception cref="UsageException">The settings have such a thing.</exception>
    public static DeviceDescription Of(IReadOnlyList<string> guests, RunSettings settings)
    {
        (string Option, bool IsSet)[] ofOne =
        [
            ("--kernel", settings.Kernel is not null), ("--gdb", settings.Gdb is not null), ("--drive", !settings.Drives.IsEmpty),
            ("--pflash", !settings.Flash.IsEmpty), ("--serial", settings.Serial is not SerialPlace.Console),
            ("--report", settings.ReportFile is not null), ("--trace", settings.TraceFile is not null), ("--screenshot", settings.Screenshot is not null),
            ("--dump-translation", !settings.DumpedBlocks.IsEmpty),
        ];
        return Array.Find(ofOne, static option => option.IsSet) is { Option: { } option }
            ? throw new UsageException($"run: {option} is for one machine, and {guests.Count} are to start. Describe them in a file: introspect up FILE")
            : new DeviceDescription("run", [.. guests.Select((guest, i) => new MachineDescription(NameOf(guests, i), 0, settings with { Guest = guest }))]);
    }

    private static string NameOf(IReadOnlyList<string> guests, int index)
    {
        string name = Path.GetFileName(guests[index]);
        int before = guests.Take(index).Count(guest => Path.GetFileName(guest) == name);
        return before == 0 ? name : $"{name}-{before + 1}";
    }
}

/// <summary>When a machine is started again by itself.</summary>
public enum RestartPolicy
{
    Never,

    /// <summary>After a crash.</summary>
    OnCrash,

    /// <summary>After a crash, and when the guest has switched itself off.</summary>
    Always,
}

/// <summary>A machine of a device.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Line">Its line of the file, 0 where there is none.</param>
/// <param name="Settings">What it is made of, as `run` takes it.</param>
public sealed record MachineDescription(string Name, int Line, RunSettings Settings)
{
    public SchedulingPolicy Policy { get; init; } = new();

    public RestartPolicy Restart { get; init; }
}
