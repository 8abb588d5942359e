using Introspect.Core.PageTables;

namespace Introspect.Console.Looking;

/// <summary>Descriptors in the words that the console shows.</summary>
internal static class MmuWords
{
    /// <summary>What a descriptor stands for, in the plural where there are several.</summary>
    public static string Of(DescriptorKind kind, int count = 1) => (kind switch
    {
        DescriptorKind.Invalid => "nothing",
        DescriptorKind.Table => "table",
        DescriptorKind.Section => "section",
        DescriptorKind.Supersection => "supersection",
        DescriptorKind.LargePage => "large page",
        DescriptorKind.SmallPage => "small page",
        DescriptorKind.Block => "block",
        DescriptorKind.Page => "page",
        DescriptorKind.FineTable => "fine table",
        DescriptorKind.TinyPage => "tiny page",
    }) + (count == 1 ? "" : "s");
}
