using System.Diagnostics.CodeAnalysis;
using Introspect.Core.Symbols;
using Introspect.Vmi;

namespace Introspect.Console.Looking;

/// <summary>A guest's kernel by introspection.</summary>
public sealed class KernelSight(GuestView guest) : IKernelSight
{
    public GuestTable ReadTasks() => guest.Read("ps", []);

    public bool TryFindSymbol(uint address, out string name, out uint offset) => guest.TryFindSymbol(address, out name, out offset);

    public bool TryFindSymbol(string name, [NotNullWhen(true)] out GuestSymbol? symbol) => guest.TryFindSymbol(name, out symbol);
}
