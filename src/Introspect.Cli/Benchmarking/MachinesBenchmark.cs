using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Introspect.Cli.Running;
using Introspect.Core;
using Introspect.Devices;
using Introspect.Hypervisor;
using Introspect.Hypervisor.Scheduling;
using Introspect.Inspection;
using Introspect.Machine;
using Introspect.Machine.Loading;

namespace Introspect.Cli.Benchmarking;

/// <summary>Many small machines side by side in this process: what starting, keeping and switching between them costs.</summary>
internal static class MachinesBenchmark
{
    private const string Image = "tick.elf";

    /// <summary>Starts so many machines with 1 MiB of RAM, each of which wakes 128 times a second, and lets them run.</summary>
    public static MachinesReport Run(int count, TimeSpan time, CancellationToken cancellation)
    {
        using var pcpus = new Pcpus(Math.Min(Environment.ProcessorCount, 64));
        var kernel = new GuestFile(Image, ReadImage());
        List<LiveMachine> machines = [];
        try
        {
            // The first brings in code that all of them share.
            machines.Add(Start(kernel, "machine-0", pcpus));
            long memory = ResidentBytes();
            long start = Stopwatch.GetTimestamp();
            machines.AddRange(Enumerable.Range(1, count).Select(i => Start(kernel, $"machine-{i}", pcpus)));
            TimeSpan started = Stopwatch.GetElapsedTime(start);

            TimeSpan cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
            ulong instructions = Instructions(machines);
            Ledger before = pcpus.ReadLedger();
            cancellation.WaitHandle.WaitOne(time);
            Ledger after = pcpus.ReadLedger();
            double seconds = (after.Elapsed - before.Elapsed).TotalSeconds;
            double switches = Sum(after, static pcpu => pcpu.Switches) - Sum(before, static pcpu => pcpu.Switches);
            double scheduler = Sum(after, static pcpu => pcpu.Scheduler.TotalSeconds) - Sum(before, static pcpu => pcpu.Scheduler.TotalSeconds);
            return new MachinesReport(
                count,
                started.TotalMilliseconds / count,
                (ResidentBytes() - memory) / (double)count / (1 << 20),
                switches / seconds,
                switches == 0 ? 0 : scheduler / switches * 1e9,
                (Process.GetCurrentProcess().TotalProcessorTime - cpuBefore).TotalSeconds / seconds,
                (Instructions(machines) - instructions) / seconds,
                Sum(after, static pcpu => pcpu.Total.TotalSeconds) / (after.Elapsed.TotalSeconds * after.Pcpus.Length));
        }
        finally
        {
            machines.ForEach(static machine => machine.Dispose());
        }
    }

    private static double Sum(Ledger ledger, Func<PcpuLedger, double> part) => ledger.Pcpus.Sum(part);

    private static ulong Instructions(IEnumerable<LiveMachine> machines) => machines.Aggregate(0ul, static (sum, machine) => sum + machine.InstructionCount);

    private static LiveMachine Start(GuestFile kernel, string name, Pcpus pcpus)
    {
        var surroundings = new MachineSurroundings(DeviceSlot.Nowhere, LiveRunner.RepeatableSeconds, LiveRunner.RepeatableSeed);
        var live = new LiveMachine(
            MachineFactory.Create(name, new MachineOptions { Kernel = kernel, MemoryMiB = 1 }, surroundings), new LiveMachineOptions { Pcpus = pcpus });
        using (live.Hold())
        {
            live.Resume([new ResumeAction(ResumeKind.Run)]);
        }

        return live;
    }

    private static byte[] ReadImage()
    {
        using Stream? resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(Image);
        Invariant.Require(resource is not null);
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    // proc(5), statm: its second number is the resident set in pages.
    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}

/// <summary>What many machines cost.</summary>
/// <param name="Machines">How many there were.</param>
/// <param name="StartMs">Milliseconds until one more was made and running.</param>
/// <param name="MemoryMiB">Host memory of one, its RAM as far as it touched it included.</param>
/// <param name="SwitchesPerSecond">How often pCPUs took a machine.</param>
/// <param name="SwitchNs">Time that a pCPU needed to find it.</param>
/// <param name="Cpus">CPU time of the process by time.</param>
/// <param name="InstructionsPerSecond">Guest instructions of all.</param>
/// <param name="LedgerSum">All time in the ledger by all there was: 1.</param>
internal sealed record MachinesReport(
    int Machines,
    double StartMs,
    double MemoryMiB,
    double SwitchesPerSecond,
    double SwitchNs,
    double Cpus,
    double InstructionsPerSecond,
    double LedgerSum);
