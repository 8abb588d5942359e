using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Introspect.Cli.Control;

/// <summary>Who is at the other end of a Unix socket, as the host's kernel says (SO_PEERCRED, unix(7)).</summary>
/// <param name="Pid">Its process when it connected, or listened.</param>
/// <param name="Uid">Its effective user then.</param>
internal readonly record struct PeerCredentials(int Pid, uint Uid)
{
    public const uint Root = 0;

    private const int SocketLevel = 1, PeerCred = 17;

    /// <summary>The user of this process.</summary>
    public static uint OwnUid => GetEffectiveUserId();

    /// <summary>The credentials of a connected socket's other end.</summary>
    public static PeerCredentials Of(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[3 * sizeof(int)];   // struct ucred: pid, uid, gid
        socket.GetRawSocketOption(SocketLevel, PeerCred, credentials);
        return new PeerCredentials(
            BinaryPrimitives.ReadInt32LittleEndian(credentials),
            BinaryPrimitives.ReadUInt32LittleEndian(credentials[sizeof(int)..]));
    }

    /// <summary>True when this peer may deal with a process of <paramref name="owner"/>: the same user, or root.</summary>
    public bool IsTrustedBy(uint owner) => Uid == owner || Uid == Root;

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUserId();
}
