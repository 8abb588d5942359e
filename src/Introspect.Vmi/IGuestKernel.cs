using Introspect.Core.Symbols;

namespace Introspect.Vmi;

/// <summary>A kernel that was recognised in a guest. Calls come one at a time.</summary>
internal interface IGuestKernel
{
    /// <summary>What it calls itself.</summary>
    string Name { get; }

    /// <summary>Its symbols; may take long at the first question.</summary>
    SymbolTable Symbols { get; }

    /// <summary>False when another kernel, or none, runs by now: cheap, asked before every table.</summary>
    bool IsStillThere();

    /// <summary>Reads one of <see cref="GuestView.Tables"/>.</summary>
    GuestTable Read(string table, IReadOnlyList<string> arguments);
}
