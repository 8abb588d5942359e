namespace Introspect.TestKit;

/// <summary>Where the checkout under test lies.</summary>
public static class Repository
{
    /// <summary>The folder that holds Introspect.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Introspect.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Introspect.sln above {AppContext.BaseDirectory}.");
    }
}
