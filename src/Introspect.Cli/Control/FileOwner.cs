using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Introspect.Cli.Control;

/// <summary>Whose a file is and of which kind, not following a symbolic link: statx(2), which is the same on all architectures.</summary>
/// <param name="Uid">The owner.</param>
/// <param name="Mode">Type and permissions, as in inode(7).</param>
internal readonly record struct FileOwner(uint Uid, ushort Mode)
{
    private const int CurrentFolder = -100, NoFollow = 0x100;
    private const uint TypeModeUid = 0x1 | 0x2 | 0x8;
    private const int UidOffset = 20, ModeOffset = 28, StatxBytes = 256;
    private const ushort TypeMask = 0xF000, FolderType = 0x4000, ForOthers = 0x3F;

    public bool IsFolder => (Mode & TypeMask) == FolderType;

    /// <summary>True when the group or anybody else has a permission.</summary>
    public bool IsOpenToOthers => (Mode & ForOthers) != 0;

    /// <summary>What lies at the path, or null when nothing does or it cannot be seen.</summary>
    public static FileOwner? Of(string path)
    {
        byte[] status = new byte[StatxBytes];
        return Statx(CurrentFolder, path, NoFollow, TypeModeUid, status) == 0
            ? new FileOwner(
                BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(UidOffset)),
                BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(ModeOffset)))
            : null;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] status);
}
