namespace Introspect.Machine.Semihosting;

/// <summary>
/// Files of one folder of the host, and of the folders in it. A name that leads out of it, by "..", from the root or through a
/// symbolic link, is refused.
/// </summary>
/// <param name="folder">Where relative names start.</param>
/// <param name="allowsAllFiles">True when the guest may go wherever the user may.</param>
public sealed class HostDirectoryFiles(string folder, bool allowsAllFiles = false) : ISemihostFiles
{
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    public SemihostError Open(string name, FileMode mode, FileAccess access, out Stream? file)
    {
        // Unbuffered and shared, so that two handles of one file see each other's writes, as C programs expect.
        FileStream? opened = null;
        SemihostError error = Try(name, path => opened =
            new FileStream(path, mode, access, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        file = opened;
        return error;
    }

    public SemihostError Remove(string name) => Try(name, path =>
    {
        // File.Delete is content when there is no such file.
        _ = File.GetAttributes(path);
        File.Delete(path);
    });

    public SemihostError Rename(string from, string to) =>
        Resolve(to) is { } target ? Try(from, path => File.Move(path, target, overwrite: true)) : SemihostError.Refused;

    private SemihostError Try(string name, Action<string> action)
    {
        if (Resolve(name) is not { } path)
        {
            return SemihostError.Refused;
        }

        try
        {
            if (Directory.Exists(path))
            {
                return SemihostError.IsFolder;
            }

            action(path);
            return SemihostError.None;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return SemihostError.NoEntry;
        }
        catch (PathTooLongException)
        {
            return SemihostError.NameTooLong;
        }
        catch (UnauthorizedAccessException)
        {
            return SemihostError.Refused;
        }
        catch (IOException)
        {
            return SemihostError.InputOutput;
        }
    }

    // The full path behind a name, or null when the guest may not go there.
    private string? Resolve(string name)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        string path = Path.GetFullPath(name, _root);
        return allowsAllFiles || (IsBeneath(path) && !PassesLink(path)) ? path : null;
    }

    private bool IsBeneath(string path) => path.StartsWith(
        Path.EndsInDirectorySeparator(_root) ? _root : _root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private bool PassesLink(string path)
    {
        for (string? part = path; part is not null && part.Length > _root.Length; part = Path.GetDirectoryName(part))
        {
            if (new FileInfo(part).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }
}
