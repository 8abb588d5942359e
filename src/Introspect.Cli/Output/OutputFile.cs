using Introspect.Core;

namespace Introspect.Cli.Output;

/// <summary>Files for what a command finds out.</summary>
internal static class OutputFile
{
    /// <summary>Finds out before long work that its results can be kept, and leaves nothing behind by that.</summary>
    /// <exception cref="IntrospectException">The file cannot be written.</exception>
    public static void CheckWritable(string? path, string what)
    {
        if (string.IsNullOrEmpty(path))
        {
            return;
        }

        try
        {
            bool isNew = !File.Exists(path);
            File.Open(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IntrospectException($"{path}: the {what} cannot be written: {e.Message} Choose another place.", e);
        }
    }
}
