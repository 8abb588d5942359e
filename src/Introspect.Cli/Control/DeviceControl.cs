using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Hypervisor.Scheduling;
using Introspect.Inspection;
using Introspect.Tracing.Events;
using Introspect.Vmi;

namespace Introspect.Cli.Control;

/// <summary>Answers the calls of the control socket for the machines of this process.</summary>
internal sealed class DeviceControl : IDeviceControl
{
    public const double MaxSeconds = 1e6;

    private readonly int _pid;
    private ImmutableArray<ControlledMachine> _machines = [];
    private Pcpus? _pcpus;
    private Func<string, bool> _focus = static _ => false;

    public DeviceControl(int pid) => _pid = pid;

    public ControlledMachine Add(IInspectedMachine machine, int memoryMiB, Lazy<GuestView> view, Action endRun)
    {
        var added = new ControlledMachine(
            machine, _pid, memoryMiB, view, endRun, gone => ImmutableInterlocked.Update(ref _machines, static (all, one) => all.Remove(one), gone));
        ImmutableInterlocked.Update(ref _machines, static (all, one) => all.Add(one), added);
        return added;
    }

    /// <summary>The machines share pCPUs, and one of them is in front.</summary>
    public void Host(Pcpus pcpus, Func<string, bool> focus) => (_pcpus, _focus) = (pcpus, focus);

    public Task<DeviceVersion> VersionAsync(CancellationToken cancellation) => Task.FromResult(DeviceVersion.OfThisProgram);

    public Task<MachineStatus[]> MachinesAsync(CancellationToken cancellation) =>
        Task.FromResult<MachineStatus[]>([.. _machines.Select(static machine => machine.TryStatus()).OfType<MachineStatus>()]);

    public Task<MachineStatus> StopAsync(string machine, CancellationToken cancellation) => Task.FromResult(Find(machine).Stop());

    public Task<MachineStatus> FocusAsync(string machine, CancellationToken cancellation)
    {
        ControlledMachine found = Find(machine);
        return _focus(found.Name)
            ? Task.FromResult(found.Status)
            : throw new IntrospectException($"focus: {machine} is the only machine of its device, which has no front.");
    }

    public Task<LedgerRow[]> LedgerAsync(CancellationToken cancellation) => Task.FromResult(_pcpus is { } pcpus ? LedgerRow.Of(pcpus.ReadLedger(), _pid) : []);

    public Task<MachineStatus> PauseAsync(string machine, CancellationToken cancellation) => Find(machine).PauseAsync(cancellation);

    public Task<MachineStatus> ResumeAsync(string machine, CancellationToken cancellation) => Task.FromResult(Find(machine).Resume());

    public Task<GuestTable> TableAsync(string machine, string table, string[] arguments, CancellationToken cancellation) =>
        Task.FromResult(Find(machine).Read(table, arguments));

    public Task<RecordedTrace> RecordAsync(
        string machine, string file, TraceCategories categories, double? seconds, CancellationToken cancellation)
    {
        if (seconds is not (null or (> 0 and <= MaxSeconds)))
        {
            throw new IntrospectException($"record: {seconds} is not a time. Give seconds above 0, up to {MaxSeconds}.");
        }

        if (!Path.IsPathRooted(file))
        {
            throw new IntrospectException($"record: '{file}' is not an absolute path.");
        }

        return Find(machine).RecordAsync(
            file,
            categories & TraceCategories.All,
            seconds is { } limit ? TimeSpan.FromSeconds(limit) : Timeout.InfiniteTimeSpan,
            cancellation);
    }

    private ControlledMachine Find(string name) =>
        _machines.FirstOrDefault(machine => machine.Name == name)
            ?? throw new IntrospectException(NearestNames.Unknown("machine", name, _machines.Select(static m => m.Name), "introspect ps"));
}
