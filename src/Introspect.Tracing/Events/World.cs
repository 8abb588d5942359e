using System.Collections.Immutable;
using System.Globalization;

namespace Introspect.Tracing.Events;

/// <summary>What a pCPU is doing: a vCPU's guest world, the monitor, or nothing.</summary>
/// <param name="Code">0: idle, 1: monitor, 2 + n: vCPU n.</param>
public readonly record struct World(byte Code)
{
    private const byte FirstVcpu = 2;

    /// <summary>What the worlds are called, by code.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "idle",
        "monitor",
        .. Enumerable.Range(0, byte.MaxValue + 1 - FirstVcpu).Select(static index => string.Create(CultureInfo.InvariantCulture, $"vcpu {index}")),
    ];

    /// <summary>Nothing: all vCPUs wait, or the machine is stopped.</summary>
    public static World Idle => new(0);

    /// <summary>The monitor: devices, events, clients.</summary>
    public static World Monitor => new(1);

    /// <summary>What it is.</summary>
    public WorldKind Kind => (WorldKind)Math.Min(Code, (byte)WorldKind.Guest);

    /// <summary>The vCPU, when it is one.</summary>
    public int? VcpuIndex => Code >= FirstVcpu ? Code - FirstVcpu : null;

    /// <summary>The world of a vCPU.</summary>
    public static World Vcpu(int index) => new((byte)Math.Min(index + FirstVcpu, byte.MaxValue));

    /// <summary>As people read it.</summary>
    public override string ToString() => Names[Code];
}
