using Introspect.Core;

namespace Introspect.Machine.Loading;

/// <summary>A file the user named, held in memory, and the name that errors about it use.</summary>
public sealed record GuestFile(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>More than any guest of 32 bits can hold.</summary>
    private const long MaxBytes = 1L << 30;

    /// <summary>Reads a file. <paramref name="role"/> says in errors what it was to be: "kernel", "initrd", "device tree".</summary>
    /// <exception cref="IntrospectException">The file is not there, empty, too large or cannot be read.</exception>
    public static GuestFile Load(string path, string role)
    {
        if (Directory.Exists(path))
        {
            throw new IntrospectException($"{path}: the {role} is a folder. Name a file.");
        }

        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            long length = stream.Length;
            if (length is 0 or > MaxBytes)
            {
                throw new IntrospectException(
                    $"{path}: the {role} has {length} bytes. Give a file of 1 byte to {MaxBytes >> 20} MiB.");
            }

            byte[] bytes = new byte[length];
            stream.ReadExactly(bytes);
            return new GuestFile(path, bytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IntrospectException($"{path}: the {role} is not there. Check the path (it is taken from {Environment.CurrentDirectory}).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IntrospectException($"{path}: the {role} cannot be read: {e.Message} Check the file and its permissions.", e);
        }
    }
}
