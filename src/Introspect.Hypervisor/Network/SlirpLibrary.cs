using System.Runtime.InteropServices;

namespace Introspect.Hypervisor.Network;

/// <summary>
/// libslirp, the TCP/IP in user mode that QEMU and Podman use: the calls, structures and constants of its header (libslirp.h, interface 4.0,
/// configuration of version 1).
/// </summary>
internal static class SlirpLibrary
{
    /// <summary>What is loaded.</summary>
    public const string Name = "libslirp.so.0";

    /// <summary>The version of <see cref="SlirpConfiguration"/>.</summary>
    public const uint ConfigurationVersion = 1;

    [DllImport(Name, EntryPoint = "slirp_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint Create(in SlirpConfiguration configuration, nint callbacks, nint owner);

    [DllImport(Name, EntryPoint = "slirp_cleanup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern void Destroy(nint slirp);

    [DllImport(Name, EntryPoint = "slirp_pollfds_fill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern void AskForFiles(nint slirp, ref uint milliseconds, SlirpAddPoll add, nint owner);

    [DllImport(Name, EntryPoint = "slirp_pollfds_poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern void Serve(nint slirp, int hasFailed, SlirpFound found, nint owner);

    [DllImport(Name, EntryPoint = "slirp_input")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern void Input(nint slirp, [In] byte[] frame, int length);

    /// <summary>Addresses are as they go over the wire. 0 when it went well.</summary>
    [DllImport(Name, EntryPoint = "slirp_add_hostfwd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int AddForward(nint slirp, int isUdp, uint hostAddress, int hostPort, uint guestAddress, int guestPort);

    [DllImport(Name, EntryPoint = "slirp_version_string")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint Version();
}

/// <summary>Takes a frame for the guest.</summary>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate nint SlirpSend(nint frame, nuint length, nint owner);

/// <summary>Hears what the guest did wrong, a text.</summary>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void SlirpGuestError(nint message, nint owner);

/// <summary>Gives the time in nanoseconds.</summary>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate long SlirpClock(nint owner);

/// <summary>Hears of a file that is opened or closed.</summary>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void SlirpFile(int file, nint owner);

/// <summary>Hears that there is something to do.</summary>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void SlirpNotify(nint owner);

/// <summary>Adds a file to those that are waited for; answers its index.</summary>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int SlirpAddPoll(int file, int events, nint owner);

/// <summary>What was found at an index.</summary>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate int SlirpFound(int index, nint owner);

/// <summary>struct SlirpCb. The timers serve IPv6, which is off; nobody calls them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SlirpCallbacks
{
    public nint Send;
    public nint GuestError;
    public nint Clock;
    public nint NewTimer;
    public nint FreeTimer;
    public nint ChangeTimer;
    public nint FileOpened;
    public nint FileClosed;
    public nint Notify;
}

/// <summary>struct SlirpConfig of version 1. Addresses are as they go over the wire.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SlirpConfiguration
{
    public uint Version;
    public int IsRestricted;
    public byte HasIpv4;
    public uint Network;
    public uint Mask;
    public uint Host;
    public byte HasIpv6;
    public SlirpAddress6 Prefix6;
    public byte PrefixLength6;
    public SlirpAddress6 Host6;
    public nint HostName;
    public nint TftpServer;
    public nint TftpPath;
    public nint BootFile;
    public uint FirstGuest;
    public uint NameServer;
    public SlirpAddress6 NameServer6;
    public nint SearchedDomains;
    public nint Domain;
    public nuint SendLimit;
    public nuint ReceiveLimit;
    public byte ClosesHost;
    public byte Emulates;
}

/// <summary>struct in6_addr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SlirpAddress6
{
    public uint Word0;
    public uint Word1;
    public uint Word2;
    public uint Word3;
}
