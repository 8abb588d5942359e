using Introspect.Hypervisor.Scheduling;

namespace Introspect.Cli.Control;

/// <summary>A part of the host time of a pCPU: the parts of one add up to all of it.</summary>
/// <param name="Pid">The device's process.</param>
/// <param name="Pcpu">Which pCPU.</param>
/// <param name="Who">A machine, or `(idle)`, `(scheduler)`, `(past)` for machines that are gone.</param>
/// <param name="GuestSeconds">Time of vCPUs.</param>
/// <param name="DeviceSeconds">Time of devices, within vCPUs' exits.</param>
/// <param name="MonitorSeconds">Other time.</param>
/// <param name="Share">All of it by the time of the pCPU, 0 to 1.</param>
internal sealed record LedgerRow(int Pid, int Pcpu, string Who, double GuestSeconds, double DeviceSeconds, double MonitorSeconds, double Share)
{
    /// <summary>The rows of a device.</summary>
    public static LedgerRow[] Of(Ledger ledger, int pid)
    {
        return [.. ledger.Pcpus.SelectMany(RowsOf)];

        IEnumerable<LedgerRow> RowsOf(PcpuLedger pcpu) =>
        [
            .. pcpu.Machines.Select(machine => Row(pcpu.Index, machine)),
            Row(pcpu.Index, new MachineTime("(past)", TimeSpan.Zero, TimeSpan.Zero, pcpu.Past)),
            Row(pcpu.Index, new MachineTime("(scheduler)", TimeSpan.Zero, TimeSpan.Zero, pcpu.Scheduler)),
            Row(pcpu.Index, new MachineTime("(idle)", TimeSpan.Zero, TimeSpan.Zero, pcpu.Idle)),
        ];

        LedgerRow Row(int pcpu, MachineTime time) => new(
            pid, pcpu, time.Machine, time.Guest.TotalSeconds, time.Device.TotalSeconds, time.Monitor.TotalSeconds, time.Total / ledger.Elapsed);
    }
}
