using Introspect.Core;

namespace Introspect.Cli.Control;

/// <summary>The machines of all running devices of a user, as a command finds them.</summary>
internal sealed class RunningMachines
{
    private const int MaxNamed = 16;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly ControlPlace _place;
    private readonly Action<string> _complain;

    /// <summary>What is wrong with a device goes to <paramref name="complain"/>; it is then as if it were not there.</summary>
    public RunningMachines(ControlPlace place, Action<string> complain)
    {
        _place = place;
        _complain = complain;
    }

    /// <summary>All machines, by name.</summary>
    public async Task<IReadOnlyList<MachineStatus>> ListAsync(CancellationToken cancellation)
    {
        Found[] all = await FindAsync(cancellation).ConfigureAwait(false);
        foreach (DeviceConnection device in all.Select(static found => found.Device).Distinct())
        {
            device.Dispose();
        }

        return [.. all.Select(static found => found.Machine)];
    }

    /// <summary>Where the host time of all devices' pCPUs went.</summary>
    public async Task<IReadOnlyList<LedgerRow>> LedgerAsync(CancellationToken cancellation)
    {
        List<LedgerRow> rows = [];
        foreach (DeviceConnection device in (await FindAsync(cancellation).ConfigureAwait(false)).Select(static found => found.Device).Distinct())
        {
            using (device)
            {
                rows.AddRange(await device.CallAsync(static (d, c) => d.LedgerAsync(c), s_patience, cancellation).ConfigureAwait(false));
            }
        }

        return rows;
    }

    /// <summary>Connects to the device that has a machine, given as NAME or NAME@PID.</summary>
    /// <exception cref="IntrospectException">There is none, or more than one; the message lists those there are.</exception>
    public async Task<(DeviceConnection Device, MachineStatus Machine)> ConnectAsync(string text, CancellationToken cancellation)
    {
        (string name, int? pid) = MachineNames.Parse(text);
        Found[] all = await FindAsync(cancellation).ConfigureAwait(false);
        Found[] meant = [.. all.Where(found => found.Machine.Name == name && (pid ?? found.Machine.Pid) == found.Machine.Pid)];
        DeviceConnection? chosen = meant.Length == 1 ? meant[0].Device : null;
        foreach (DeviceConnection other in all.Select(static found => found.Device).Distinct().Where(device => device != chosen))
        {
            other.Dispose();
        }

        return meant.Length switch
        {
            1 => (meant[0].Device, meant[0].Machine),
            0 => throw new IntrospectException(Unknown(text, [.. all.Select(static found => found.Machine.Name)])),
            _ => throw new IntrospectException(
                $"machine: '{text}' may be {string.Join(" or ", meant.Select(static m => $"{m.Machine.Name}@{m.Machine.Pid}"))}. Give one of them."),
        };
    }

    private static string Unknown(string text, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return $"machine: there is no '{text}', and no other machine runs. Start one, such as: introspect demo";
        }

        string more = names.Count > MaxNamed ? ", ..." : "";
        return $"{NearestNames.Unknown("machine", text, names, "introspect ps")} (running: {string.Join(", ", names.Take(MaxNamed))}{more})";
    }

    private async Task<Found[]> FindAsync(CancellationToken cancellation)
    {
        Found[][] answers = await Task.WhenAll(_place.Devices().Select(socket => AskAsync(socket, cancellation))).ConfigureAwait(false);
        return
        [
            .. answers.SelectMany(static found => found)
                .OrderBy(static found => found.Machine.Name, StringComparer.Ordinal)
                .ThenBy(static found => found.Machine.Pid),
        ];
    }

    private async Task<Found[]> AskAsync(string socket, CancellationToken cancellation)
    {
        DeviceConnection? device = null;
        try
        {
            device = DeviceConnection.Open(socket, _place.Uid);
            if (device is not null)
            {
                MachineStatus[] machines = await device.CallAsync(static (d, c) => d.MachinesAsync(c), s_patience, cancellation)
                    .ConfigureAwait(false);
                if (machines.Length > 0)
                {
                    return [.. machines.Select(machine => new Found(device, machine))];
                }
            }
        }
        catch (IntrospectException e)
        {
            _complain(e.Message);
        }

        device?.Dispose();
        return [];
    }

    private sealed record Found(DeviceConnection Device, MachineStatus Machine);
}
