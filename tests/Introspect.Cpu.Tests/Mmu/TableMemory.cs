using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;
using Introspect.Memory;

namespace Introspect.Cpu.Tests.Mmu;

/// <summary>A megabyte of RAM at 0 for translation tables, and the walk over it.</summary>
internal sealed class TableMemory : IPhysicalReader, IDisposable
{
    public const int Bytes = 1 << 20;

    private readonly HostMemory _memory = new("tables", Bytes);
    private readonly PhysicalBus _bus = new();

    public TableMemory()
    {
        _bus.AddRam("ram", 0, _memory);
        Walk = new TableWalk(_bus);
    }

    public TableWalk Walk { get; }

    public bool TryRead(ulong address, Span<byte> destination) => _bus.TryRead(address, destination);

    public void Put32(uint address, uint value) => Assert.True(_bus.TryWrite(address, BitConverter.GetBytes(value)));

    public void Put64(uint address, ulong value) => Assert.True(_bus.TryWrite(address, BitConverter.GetBytes(value)));

    public void Dispose() => ((IDisposable)_memory).Dispose();
}
