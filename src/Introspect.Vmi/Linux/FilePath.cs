using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>The path of a file, from its dentry up to the root of its file system. What is mounted where is not looked at.</summary>
internal sealed class FilePath(GuestSpace space, MemoryLayout layout)
{
    // PATH_MAX.
    private const int MaxLength = 4096;

    /// <summary>The path of an open file.</summary>
    /// <exception cref="BrokenObjectException">A link of it leads nowhere.</exception>
    public string Of(GuestObject file)
    {
        if (!space.TryReadWord(file.Address + (uint)layout.FileDentry, out uint at))
        {
            throw BrokenObjectException.Unmapped(file);
        }

        (GuestObject from, string field, int offset) = (file, "f_path.dentry", layout.FileDentry);
        string path = "";
        Span<byte> buffer = stackalloc byte[256];
        while (path.Length <= MaxLength)
        {
            var dentry = new GuestObject("dentry", at);
            if (!space.TryReadWord(at + (uint)layout.DentryParent, out uint parent) ||
                !space.TryReadWord(at + (uint)layout.DentryName, out uint name))
            {
                throw BrokenObjectException.Pointer(from, field, offset, at, "which is not mapped");
            }

            if (parent == at)
            {
                return path.Length == 0 ? "/" : path;
            }

            if (!space.TryReadText(name, buffer, out int length))
            {
                throw BrokenObjectException.Pointer(dentry, "d_name.name", layout.DentryName, name, "which is not mapped");
            }

            path = $"/{GuestText.Decode(buffer[..length])}{path}";
            (from, field, offset, at) = (dentry, "d_parent", layout.DentryParent, parent);
        }

        throw BrokenObjectException.Pointer(from, field, offset, at, $"more than {MaxLength} characters up, and still not the root");
    }
}
