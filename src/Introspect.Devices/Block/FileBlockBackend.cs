using Introspect.Core;
using Microsoft.Win32.SafeHandles;

namespace Introspect.Devices.Block;

/// <summary>A medium in a raw image file. Writes go to the file at once; a flush makes them outlive the host.</summary>
public sealed class FileBlockBackend : IBlockBackend, IDisposable
{
    private const int SectorBytes = 512;

    private readonly SafeFileHandle _file;

    /// <summary>Opens an image. A file that two writers would share is refused.</summary>
    /// <exception cref="IntrospectException">The file cannot be opened so, or ends within a sector.</exception>
    public FileBlockBackend(string path, bool isReadOnly)
    {
        IsReadOnly = isReadOnly;
        _file = Open(path, isReadOnly);
        long length = RandomAccess.GetLength(_file);
        if (length == 0 || length % SectorBytes != 0)
        {
            _file.Dispose();
            throw new IntrospectException(
                $"Drive image '{path}' has {length} bytes, which is not a whole number of {SectorBytes}-byte sectors. " +
                $"Give a raw disk image, or lengthen it: truncate -s '%{SectorBytes}' '{path}'.");
        }

        Length = (ulong)length;
    }

    public ulong Length { get; }

    public bool IsReadOnly { get; }

    public bool TryRead(ulong offset, Span<byte> destination)
    {
        try
        {
            while (!destination.IsEmpty)
            {
                int read = RandomAccess.Read(_file, destination, (long)offset);
                if (read == 0)
                {
                    return false;   // somebody has shortened the file
                }

                destination = destination[read..];
                offset += (ulong)read;
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public bool TryWrite(ulong offset, ReadOnlySpan<byte> source)
    {
        if (IsReadOnly)
        {
            return false;
        }

        try
        {
            RandomAccess.Write(_file, source, (long)offset);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public bool TryFlush()
    {
        if (IsReadOnly)
        {
            return true;
        }

        try
        {
            RandomAccess.FlushToDisk(_file);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle Open(string path, bool isReadOnly)
    {
        if (Directory.Exists(path))
        {
            throw new IntrospectException($"Drive image '{path}' is a directory. Give a raw disk image file.");
        }

        try
        {
            return isReadOnly
                ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read)
                : File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw new IntrospectException(
                $"Drive image '{path}' does not exist. Check the path, or make an image: truncate -s 64M '{path}'.", error);
        }
        catch (UnauthorizedAccessException error) when (isReadOnly)
        {
            throw new IntrospectException($"Drive image '{path}' cannot be read. Give yourself read permission on it.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IntrospectException(
                $"Drive image '{path}' cannot be written. Make it writable, or open it read-only: {path},ro", error);
        }
        catch (IOException error)
        {
            string remedy = isReadOnly
                ? "Close the machine that writes to it."
                : $"Close whoever uses it, or open it read-only: {path},ro";
            throw new IntrospectException(
                $"Drive image '{path}' cannot be opened ({error.Message.TrimEnd('.')}). {remedy}", error);
        }
    }
}
