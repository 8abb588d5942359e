using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Introspect.Hypervisor.Network;

/// <summary>What the networks call of the host's kernel, with the numbers of Linux on x86-64.</summary>
internal static class HostCalls
{
    /// <summary>Events of poll(2).</summary>
    public const short PollIn = 0x1, PollPriority = 0x2, PollOut = 0x4, PollError = 0x8, PollHangUp = 0x10;

    /// <summary>open(2): read and write, never wait, not for child processes.</summary>
    public const int OpenDevice = 0x2 | 0x800 | 0x8_0000;

    private const int EventNonBlocking = 0x800, EventCloseOnExec = 0x8_0000;

    /// <summary>A counter that wakes whoever polls it, eventfd(2).</summary>
    public static SafeFileHandle CreateEvent()
    {
        int descriptor = EventFd(0, EventNonBlocking | EventCloseOnExec);
        return descriptor < 0 ? throw new Win32Exception(Marshal.GetLastPInvokeError()) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Control(SafeFileHandle file, nuint request, [In, Out] byte[] argument);

    [DllImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint Read(SafeFileHandle file, [Out] byte[] bytes, nuint length);

    [DllImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint Write(SafeFileHandle file, in byte bytes, nuint length);

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Poll([In, Out] PollEntry[] entries, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EventFd(uint initial, int flags);
}

/// <summary>One row of poll(2): struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int File;
    public short Wanted;
    public short Found;
}
