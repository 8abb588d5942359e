using System.Globalization;
using Introspect.Cli.Guests;
using Introspect.Hypervisor.Network;
using Introspect.Memory;
using Introspect.X64;

namespace Introspect.Cli.Diagnosis;

/// <summary>Looks at the host for what Introspect can use.</summary>
public static class HostInspector
{
    private const long NeededMaps = 65_530;

    private const string MapCountFile = "/proc/sys/vm/max_map_count";

    private const string WindowPurpose = "guest memory reached by one instruction", Lookup = "every access looks in the software TLB";

    // What translated code uses of the host where it is there.
    private static readonly (string Name, bool IsSupported, string Instead)[] s_features =
    [
        ("SSE4.1", HostCpu.HasSse41, "operations on vectors are interpreted"),
        ("AVX", HostCpu.HasAvx, "floating point and vectors take more moves"),
        ("AVX2", HostCpu.HasAvx2, "shifts of a vector by a vector are interpreted"),
        ("BMI1", HostCpu.HasBmi1, "BIC takes an instruction more"),
        ("BMI2", HostCpu.HasBmi2, "rotations and the alignment of accesses cost the flags"),
        ("LZCNT", HostCpu.HasLzcnt, "CLZ is interpreted"),
        ("FMA3", HostCpu.HasFma, "fused multiplications are interpreted"),
    ];

    private static readonly (string Program, string Purpose, string Package)[] s_programs =
    [
        ("apt-get", "guests pull", ""),
        ("dpkg-deb", "guests pull", ""),
        ("gdb-multiarch", "debugging a guest", "gdb-multiarch"),
        ("qemu-system-arm", "bench and tests against QEMU", "qemu-system-arm"),
        ("arm-none-eabi-gcc", "building guests of one's own", "gcc-arm-none-eabi"),
        ("dtc", "reading device trees; tests", "device-tree-compiler"),
        ("mke2fs", "making disk images; tests", "e2fsprogs"),
    ];

    /// <summary>All checks, in the order to show them.</summary>
    public static IReadOnlyList<HostCheck> Inspect(string? path) =>
    [
        .. s_programs.Select(row => Program(row.Program, row.Purpose, row.Package, path)),
        .. s_features.Select(row => Feature(row.Name, row.IsSupported, row.Instead)),
        WritableGsBase(WindowFaults.CanWriteGsBase),
        Window(WindowFaults.CanWriteGsBase, WindowFaults.IsSupported, CanReserveWindow()),
        Nat(NatGateway.LibraryVersion()),
        Tap(CanOpenTap()),
        MapCount(File.Exists(MapCountFile) ? File.ReadAllText(MapCountFile) : ""),
    ];

    /// <summary>Judges the number of memory maps that a process may have.</summary>
    public static HostCheck MapCount(string content)
    {
        bool isKnown = long.TryParse(content.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long maps);
        return new HostCheck(
            "vm.max_map_count",
            isKnown && maps >= NeededMaps,
            isKnown ? $"{maps}" : "not readable",
            "windows on guest memory",
            "sudo sysctl -w vm.max_map_count=262144");
    }

    /// <summary>Judges the library for address translation by its version.</summary>
    public static HostCheck Nat(string? version) => new(
        "libslirp", version is not null, version ?? "nothing", "--net nat", "sudo apt-get install libslirp0", "--net switch:NAME works without it");

    /// <summary>Judges whether this user may have TAP interfaces.</summary>
    public static HostCheck Tap(bool canOpen) => new(
        TapInterface.Device,
        canOpen,
        canOpen ? "yes" : "not to be opened",
        "--net tap:IFNAME",
        "sudo modprobe tun; then for each interface: sudo ip tuntap add dev IFNAME mode tap user USER",
        "--net nat leads out without it");

    /// <summary>Judges whether programs may write the base of GS, which windows on guest memory take.</summary>
    public static HostCheck WritableGsBase(bool isAllowed) => new(
        "FSGSBASE", isAllowed, isAllowed ? "yes" : "no", WindowPurpose, "a CPU that has it, and Linux 5.9 or later without nofsgsbase", Lookup);

    /// <summary>Judges whether translated code can have windows on guest memory.</summary>
    /// <param name="canWriteGsBase">Programs may write the base of GS.</param>
    /// <param name="isHandled">Faults in a window are handled.</param>
    /// <param name="canReserve">The host gives the addresses for one.</param>
    public static HostCheck Window(bool canWriteGsBase, bool isHandled, bool canReserve)
    {
        (string found, string remedy) = (canWriteGsBase, isHandled, canReserve) switch
        {
            (false, _, _) => ("no FSGSBASE", "what mends FSGSBASE"),
            (_, false, _) => ("no handler for SIGSEGV to stand in front of", "start introspect without a program that takes its signals"),
            (_, _, false) => ("too few addresses", "ulimit -v unlimited"),
            _ => ("yes", ""),
        };
        return new HostCheck("memory window", canWriteGsBase && isHandled && canReserve, found, WindowPurpose, remedy, Lookup);
    }

    private static bool CanReserveWindow()
    {
        using GuestWindow? window = GuestWindow.TryCreate(new MappingAllowance(0));
        return window is not null;
    }

    private static bool CanOpenTap()
    {
        try
        {
            using var file = new FileStream(TapInterface.Device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

    private static HostCheck Program(string program, string purpose, string package, string? path)
    {
        string? found = HostCommand.Find(program, path);
        string remedy = package.Length > 0
            ? $"sudo apt-get install {package}"
            : "use a host with Debian's package manager, or give --kernel and --initrd";
        return new HostCheck(program, found is not null, found ?? "nothing", purpose, remedy);
    }

    private static HostCheck Feature(string name, bool isSupported, string instead) =>
        new(name, isSupported, isSupported ? "yes" : "no", "translated code", "run on a CPU that has it (x86-64-v3)", instead);
}
