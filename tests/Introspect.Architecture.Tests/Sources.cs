using Introspect.TestKit;

namespace Introspect.Architecture.Tests;

/// <summary>The files and folders of the checkout that people wrote, as paths from its root.</summary>
internal static class Sources
{
    private static readonly string[] s_generated = ["bin", "obj"];

    public static string[] Folders { get; } = [.. Walk("src").Concat(Walk("tests"))];

    public static IEnumerable<string> Files(string pattern) => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern))
        .Select(path => Path.GetRelativePath(Repository.Root, path));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    private static IEnumerable<string> Walk(string folder)
    {
        yield return folder;
        foreach (string child in Directory.EnumerateDirectories(Path.Combine(Repository.Root, folder)).Select(Path.GetFileName).Order()!)
        {
            if (!s_generated.Contains(child))
            {
                foreach (string below in Walk($"{folder}/{child}"))
                {
                    yield return below;
                }
            }
        }
    }
}
