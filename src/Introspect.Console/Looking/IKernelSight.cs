using System.Diagnostics.CodeAnalysis;
using Introspect.Core.Symbols;
using Introspect.Vmi;

namespace Introspect.Console.Looking;

/// <summary>What the console wants to know of a guest's kernel. Any thread.</summary>
public interface IKernelSight
{
    /// <summary>The guest's tasks.</summary>
    /// <exception cref="Core.IntrospectException">They cannot be had.</exception>
    GuestTable ReadTasks();

    /// <summary>The symbol at or before an address, and how far behind it the address lies.</summary>
    bool TryFindSymbol(uint address, out string name, out uint offset);

    /// <summary>The symbol of a name.</summary>
    bool TryFindSymbol(string name, [NotNullWhen(true)] out GuestSymbol? symbol);
}
