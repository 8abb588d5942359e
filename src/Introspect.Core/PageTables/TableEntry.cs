namespace Introspect.Core.PageTables;

/// <summary>A valid descriptor of a table, with what it means.</summary>
/// <param name="Table">The table it stands in.</param>
/// <param name="Index">Its place in the table.</param>
/// <param name="Descriptor">The descriptor's value; a word in the short format.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="First">First virtual address that it serves.</param>
/// <param name="Size">
/// Bytes that it serves. A supersection's and a large page's 16 descriptors each serve a sixteenth; a small page whose quarters differ is four entries.
/// </param>
/// <param name="Physical">Physical address of the first page that it maps, or of the next table.</param>
/// <param name="Privileged">What privileged code may do there, as a client of the domain; nothing is said of a table.</param>
/// <param name="User">What User mode may do there.</param>
/// <param name="Inherited">What tables above take away: PXNTable, XNTable, APTable in bits 0 to 3; PXN alone in the short format.</param>
public sealed record TableEntry(
    TranslationTable Table,
    uint Index,
    ulong Descriptor,
    DescriptorKind Kind,
    uint First,
    ulong Size,
    ulong Physical,
    AccessRights Privileged,
    AccessRights User,
    uint Inherited)
{
    /// <summary>The table that it leads to, when it is one.</summary>
    public TranslationTable? Below => Kind.IsTable() ? Table.Below(Descriptor, First) : null;
}
