using Introspect.Core.Symbols;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi;

/// <summary>What a kernel is recognised in.</summary>
/// <param name="Ram">The guest's RAM.</param>
/// <param name="Symbols">Symbols of the image that the guest was started from; may be empty.</param>
internal sealed record GuestSurroundings(IGuestRam Ram, SymbolTable Symbols);
