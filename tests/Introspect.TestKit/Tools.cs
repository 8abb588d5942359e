namespace Introspect.TestKit;

/// <summary>Programs and files of the host that a test may need. A test that lacks one is skipped and says how to get it.</summary>
public static class Tools
{
    /// <summary>The program's path, or null when the host does not have it. Debian keeps some in /usr/sbin, off a user's PATH.</summary>
    public static string? Find(string program)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (string folder in path.Split(Path.PathSeparator).Append("/usr/sbin").Append("/sbin"))
        {
            string candidate = Path.Combine(folder, program);
            if (folder.Length > 0 && File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The program's path; skips the test when the host does not have it.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="package">The Debian package that holds it.</param>
    public static string Require(string program, string package)
    {
        string? path = Find(program);
        Assert.SkipWhen(path is null, $"{program} is not installed: apt-get install {package}");
        return path!;
    }

    /// <summary>The path itself; skips the test when the host does not have such a file.</summary>
    /// <param name="path">Where the package puts it.</param>
    /// <param name="package">The Debian package that holds it.</param>
    public static string RequireFile(string path, string package)
    {
        Assert.SkipUnless(File.Exists(path), $"{path} is missing: apt-get install {package}");
        return path;
    }
}
