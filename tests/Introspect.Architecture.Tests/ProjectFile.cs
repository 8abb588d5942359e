using System.Xml.Linq;

using Introspect.TestKit;

namespace Introspect.Architecture.Tests;

/// <summary>What a project file of src says, by the short names of <see cref="Plan"/>.</summary>
internal sealed record ProjectFile(string Name, string[] References, bool IsUnsafe)
{
    private const string Prefix = "Introspect.";

    public static ProjectFile[] All() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Order().Select(Read)];

    public static ProjectFile Parse(string name, string xml)
    {
        XElement root = XElement.Parse(xml);
        return new ProjectFile(
            name,
            [.. root.Descendants("ProjectReference").Select(reference => ShortName(reference.Attribute("Include")!.Value)).Order()],
            root.Descendants("AllowUnsafeBlocks").Any(element => bool.Parse(element.Value)));
    }

    private static ProjectFile Read(string path) => Parse(ShortName(path), File.ReadAllText(path));

    private static string ShortName(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
        return name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
    }
}
