using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Introspect.Core.Symbols;

/// <summary>A name in an image. The address of a T32 function has bit 0 clear; <paramref name="IsThumb"/> carries it.</summary>
public sealed record GuestSymbol(string Name, uint Address, uint Size, bool IsFunction, bool IsThumb);

/// <summary>An image's symbols, found by name or by address.</summary>
public sealed class SymbolTable
{
    public static readonly SymbolTable Empty = new([]);

    private readonly ImmutableArray<GuestSymbol> _byAddress;
    private readonly Dictionary<string, GuestSymbol> _byName = new(StringComparer.Ordinal);

    /// <summary>Where two symbols share a name, the first one given is the one found by it.</summary>
    public SymbolTable(IEnumerable<GuestSymbol> symbols)
    {
        GuestSymbol[] all = [.. symbols];
        foreach (GuestSymbol symbol in all)
        {
            _byName.TryAdd(symbol.Name, symbol);
        }

        // Stable, and functions after labels of the same address, so that a search from above finds the function.
        _byAddress = [.. all.OrderBy(static s => s.Address).ThenBy(static s => s.IsFunction)];
    }

    public int Count => _byAddress.Length;

    public bool TryFind(string name, [NotNullWhen(true)] out GuestSymbol? symbol) => _byName.TryGetValue(name, out symbol);

    /// <summary>The symbol that covers an address, or else the nearest one below it that has no size.</summary>
    public bool TryFind(uint address, [NotNullWhen(true)] out GuestSymbol? symbol)
    {
        int low = 0;
        int high = _byAddress.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_byAddress[middle].Address <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        symbol = low > 0 ? _byAddress[low - 1] : null;
        if (symbol is not null && symbol.Size != 0 && address - symbol.Address >= symbol.Size)
        {
            symbol = null;
        }

        return symbol is not null;
    }
}
