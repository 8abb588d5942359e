using System.Globalization;
using System.Text;

namespace Introspect.Cli.Guests;

/// <summary>
/// Writes a cpio archive of the "newc" kind, which a Linux kernel unpacks into its root (Linux
/// Documentation/driver-api/early-userspace/buffer-format.rst). Owner is root and time is 0, so that the same content
/// gives the same bytes.
/// </summary>
public sealed class CpioWriter
{
    private const uint FolderType = 0x4000, DeviceType = 0x2000, FileType = 0x8000, LinkType = 0xA000;

    private readonly Stream _archive;
    private long _written;
    private uint _inode;

    public CpioWriter(Stream archive) => _archive = archive;

    /// <summary>A folder; those above it must have been written before.</summary>
    public void AddFolder(string path) => Add(path, FolderType | 0x1ED, []);

    public void AddFile(string path, ReadOnlySpan<byte> content, bool isExecutable) =>
        Add(path, FileType | (isExecutable ? 0x1EDu : 0x1A4u), content);

    public void AddLink(string path, string target) => Add(path, LinkType | 0x1FF, Encoding.UTF8.GetBytes(target));

    public void AddCharacterDevice(string path, uint major, uint minor) => Add(path, DeviceType | 0x180, [], major, minor);

    /// <summary>Ends the archive; nothing can be added afterwards.</summary>
    public void Finish() => Add("TRAILER!!!", 0, []);

    private void Add(string path, uint mode, ReadOnlySpan<byte> content, uint major = 0, uint minor = 0)
    {
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');

        // magic, inode, mode, uid, gid, links, time, size, device major and minor, node major and minor, name size, check
        uint[] fields = [++_inode, mode, 0, 0, 1, 0, (uint)content.Length, 0, 0, major, minor, (uint)name.Length, 0];
        var header = new StringBuilder("070701");
        foreach (uint field in fields)
        {
            header.Append(field.ToString("X8", CultureInfo.InvariantCulture));
        }

        Put(Encoding.ASCII.GetBytes(header.ToString()));
        Put(name);
        Align();
        Put(content);
        Align();
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _archive.Write(bytes);
        _written += bytes.Length;
    }

    private void Align() => Put("\0\0\0"u8[..(int)(-_written & 3)]);
}
