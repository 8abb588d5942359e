using System.Net.Sockets;
using Introspect.Core;

namespace Introspect.Cli.Control;

/// <summary>
/// The folder in which the devices of one user are found: a socket PID.sock for each, and under <c>names</c> a symbolic link from
/// each machine's name to its device's socket. The folder is the user's alone; what dead processes left there goes when somebody
/// meets it.
/// </summary>
public sealed class ControlPlace
{
    private const string FolderName = "introspect", SocketPattern = "*.sock";
    private const int MaxPath = 100;   // sun_path has 108 bytes, unix(7)
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan s_lockPatience = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly string _names;
    private readonly uint _uid;

    public ControlPlace(string folder, uint uid)
    {
        _folder = folder;
        _names = Path.Combine(folder, "names");
        _uid = uid;
    }

    /// <summary>Where it is.</summary>
    public string Folder => _folder;

    /// <summary>The user whose devices these are.</summary>
    public uint Uid => _uid;

    /// <summary>The place of the process's user: in XDG_RUNTIME_DIR when that is the user's own, otherwise in /tmp.</summary>
    public static ControlPlace OfUser(Func<string, string?> environment)
    {
        uint uid = PeerCredentials.OwnUid;
        string? runtime = environment("XDG_RUNTIME_DIR");
        bool isUsable = Path.IsPathRooted(runtime) && runtime.Length < MaxPath - 40 &&
            FileOwner.Of(runtime) is { IsFolder: true } owner && owner.Uid == uid;
        return new ControlPlace(isUsable ? Path.Combine(runtime!, FolderName) : $"/tmp/{FolderName}-{uid}", uid);
    }

    /// <summary>Listens as the device of process <paramref name="pid"/>; the socket is seen by others when it can be connected to.</summary>
    /// <exception cref="IntrospectException">The folder is not ours alone, or cannot be made.</exception>
    internal Socket Listen(int pid, int backlog, out string path)
    {
        try
        {
            Directory.CreateDirectory(_folder, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IntrospectException($"{_folder}: the folder of the control socket cannot be made: {e.Message}", e);
        }

        CheckFolder();
        string unfinished = Path.Combine(_folder, $".{pid}-{Guid.NewGuid():N}");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(unfinished));
            File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(backlog);
            using (Lock())
            {
                path = FreePath(pid);
                File.Move(unfinished, path);
            }

            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            File.Delete(unfinished);
            if (e is SocketException or IOException or UnauthorizedAccessException)
            {
                throw new IntrospectException($"{_folder}: the control socket cannot be made: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>Sockets of all devices that live, in the order of their names. Those of dead ones are removed.</summary>
    /// <exception cref="IntrospectException">The folder is not ours alone.</exception>
    internal IReadOnlyList<string> Devices()
    {
        if (FileOwner.Of(_folder) is null)
        {
            return [];
        }

        CheckFolder();
        using (Lock())
        {
            return [.. Directory.EnumerateFiles(_folder, SocketPattern).Order(StringComparer.Ordinal).ToArray().Where(IsAlive)];
        }
    }

    /// <summary>
    /// Gives a device's machine a name that no other machine has: the one that is wished for, or that with <c>-2</c>, <c>-3</c>, ...
    /// </summary>
    internal string Claim(string wish, string socket)
    {
        string name = MachineNames.Clean(wish);
        using (Lock())
        {
            Directory.CreateDirectory(_names, OwnerOnly);
            for (int number = 1; ; number++)
            {
                string candidate = number == 1 ? name : $"{name}-{number}";
                string link = Path.Combine(_names, candidate);
                if (new FileInfo(link).LinkTarget is { } target)
                {
                    if (IsAlive(Path.Combine(_folder, Path.GetFileName(target))))
                    {
                        continue;
                    }

                    File.Delete(link);
                }

                File.CreateSymbolicLink(link, Path.Combine("..", Path.GetFileName(socket)));
                return candidate;
            }
        }
    }

    /// <summary>Takes a device's socket away, and the names that led to it.</summary>
    internal void Remove(string socket)
    {
        using (Lock())
        {
            File.Delete(socket);
            string target = Path.Combine("..", Path.GetFileName(socket));
            if (Directory.Exists(_names))
            {
                foreach (string link in Directory.GetFileSystemEntries(_names).Where(link => new FileInfo(link).LinkTarget == target))
                {
                    File.Delete(link);
                }
            }
        }
    }

    // Others who may write here could put a socket of their own in place of a device's, or take one's name.
    private void CheckFolder()
    {
        string? wrong = FileOwner.Of(_folder) switch
        {
            null => "is not there",
            { IsFolder: false } => "is not a folder",
            { } owner when owner.Uid != _uid => $"belongs to user {owner.Uid}, not to {_uid}",
            { IsOpenToOthers: true } => "is open to other users",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new IntrospectException(
                $"{_folder}: the folder of the control sockets {wrong}. Remove it, or set XDG_RUNTIME_DIR to a folder of yours.");
        }
    }

    private string FreePath(int pid)
    {
        for (int number = 1; ; number++)
        {
            string path = Path.Combine(_folder, number == 1 ? $"{pid}.sock" : $"{pid}-{number}.sock");
            if (!File.Exists(path) || !IsAlive(path))
            {
                return path;
            }
        }
    }

    /// <summary>True when somebody listens at a socket, which need not answer; a socket without is removed.</summary>
    private static bool IsAlive(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            File.Delete(path);
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.WouldBlock;   // alive, with many who wait to be let in
        }
    }

    // Who looks, claims and removes does it alone; nobody keeps this for longer than a few system calls.
    private FileStream Lock()
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException) when (System.Diagnostics.Stopwatch.GetElapsedTime(start) < s_lockPatience)
            {
                Thread.Sleep(millisecondsTimeout: 1);
            }
        }
    }
}
