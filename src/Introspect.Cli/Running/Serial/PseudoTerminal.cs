using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Introspect.Cli.Running.Serial;

/// <summary>
/// A pseudo terminal, pty(7): a program opens <see cref="Path"/> as it would a serial port. The terminal is raw. What nobody reads waits in it, some
/// kilobytes; then the guest waits.
/// </summary>
internal sealed class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2, NoControllingTerminal = 0x100, CloseOnExec = 0x80000, Now = 0;   // open(2), tcsetattr(3)

    private readonly SafeFileHandle _master;
    private readonly SafeFileHandle _slave;

    public PseudoTerminal()
    {
        _master = new SafeFileHandle(OpenMaster(ReadWrite | NoControllingTerminal | CloseOnExec), ownsHandle: true);
        byte[] name = new byte[128];
        if (_master.IsInvalid || Grant(_master) != 0 || Unlock(_master) != 0 || NameOf(_master, name, (nuint)name.Length) != 0)
        {
            throw new IOException($"The host gives no pseudo terminal ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}).");
        }

        Path = Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0));

        // Kept open: programs come and go, and without any the other end would seem to be broken.
        _slave = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte[] attributes = new byte[128];
        if (GetAttributes(_slave, attributes) == 0)
        {
            MakeRaw(attributes);
            _ = SetAttributes(_slave, Now, attributes);
        }

        Stream = new FileStream(_master, FileAccess.ReadWrite, bufferSize: 0);
    }

    /// <summary>What programs open.</summary>
    public string Path { get; }

    /// <summary>The machine's end.</summary>
    public Stream Stream { get; }

    public void Dispose()
    {
        Stream.Dispose();
        _slave.Dispose();
    }

    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint OpenMaster(int flags);

    [DllImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Grant(SafeFileHandle master);

    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unlock(SafeFileHandle master);

    [DllImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NameOf(SafeFileHandle master, [Out] byte[] name, nuint length);

    [DllImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetAttributes(SafeFileHandle terminal, [Out] byte[] attributes);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAttributes(SafeFileHandle terminal, int when, [In] byte[] attributes);

    [DllImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void MakeRaw([In, Out] byte[] attributes);
}
