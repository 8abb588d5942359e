using Introspect.Core;

namespace Introspect.Cli.Running;

/// <summary>Stands in where this program is built without machines: it knows the names, and starts nothing.</summary>
public sealed class NoMachines : IMachineRunner
{
    public IReadOnlyList<BoardDescription> Boards { get; } =
        [new("virt", "virtual board with virtio devices, as QEMU lays it out", "cortex-a15", ["cortex-a15"], 8, 512, 3072)];

    public IReadOnlyList<CpuDescription> Cpus { get; } = [new("cortex-a15", "ARMv7-A", "VFPv4, NEON, LPAE, generic timer")];

    public Task<RunOutcome> RunAsync(RunRequest request, GuestConsole console, Action<string> notice, CancellationToken stop) =>
        throw new IntrospectException("run: this build has no machines.");
}
