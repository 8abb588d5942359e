using Introspect.Core;
using Introspect.Inspection;

namespace Introspect.Vmi.Memory;

/// <summary>The RAM of a machine: read as it runs where the machine allows that, else in short holds.</summary>
internal sealed class MachineRam : IGuestRam
{
    private readonly IInspectedMachine _machine;
    private readonly IHasLiveMemory? _live;

    public MachineRam(IInspectedMachine machine)
    {
        _machine = machine;
        _live = machine as IHasLiveMemory;
        MemoryRegion ram = machine is IHasMemoryMap { MemoryMap: var map }
            ? map.Where(static region => region.Kind == MemoryKind.Ram).MaxBy(static region => region.Length)
            : default;
        if (ram.Length == 0)
        {
            throw new IntrospectException($"Machine {machine.Name} does not say where its RAM lies, so its kernel cannot be looked for.");
        }

        (Start, End) = (ram.Start, ram.Start + ram.Length);
    }

    public ulong Start { get; }

    public ulong End { get; }

    public bool TryRead(ulong address, Span<byte> destination)
    {
        if (_live is not null)
        {
            return _live.PeekPhysical(address, destination) == destination.Length;
        }

        using (_machine.Hold())
        {
            return _machine.ReadPhysical(address, destination) == destination.Length;
        }
    }

    public ulong NextTouched(ulong address) => _live?.NextTouched(address) ?? (address < End ? Math.Max(address, Start) : ulong.MaxValue);
}
