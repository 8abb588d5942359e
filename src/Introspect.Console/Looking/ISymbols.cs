namespace Introspect.Console.Looking;

/// <summary>Names of addresses in the guest, where they are known.</summary>
internal interface ISymbols
{
    /// <summary>The symbol at or before an address, with the distance to it; null when none is near.</summary>
    string? Describe(uint address);
}
