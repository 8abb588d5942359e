using System.Runtime.CompilerServices;

namespace Introspect.TestKit;

/// <summary>
/// Compares a text with a file that lies in the folder <c>Goldens</c> beside the test. <c>UPDATE_GOLDEN=1</c> in the
/// environment writes the files anew instead; read the difference before you commit it.
/// </summary>
public static class Golden
{
    /// <summary>Holds <paramref name="actual"/> to <c>Goldens/<paramref name="name"/></c>.</summary>
    public static void Verify(string name, string actual, [CallerFilePath] string testFile = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(testFile)!, "Goldens", name);
        actual = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} does not exist: run the test with UPDATE_GOLDEN=1 to write it.");
        string expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        Assert.True(expected == actual, Difference(path, expected, actual));
    }

    /// <summary>The first line that differs: a whole file in a message helps nobody.</summary>
    private static string Difference(string path, string expected, string actual)
    {
        string[] expectedLines = expected.Split('\n');
        string[] actualLines = actual.Split('\n');
        int line = 0;
        while (line < Math.Min(expectedLines.Length, actualLines.Length) && expectedLines[line] == actualLines[line])
        {
            line++;
        }

        return $"{path}:{line + 1} differs (UPDATE_GOLDEN=1 accepts the new text).\n" +
            $"expected: {expectedLines.ElementAtOrDefault(line) ?? "the end of the file"}\n" +
            $"actual:   {actualLines.ElementAtOrDefault(line) ?? "the end of the text"}";
    }
}
