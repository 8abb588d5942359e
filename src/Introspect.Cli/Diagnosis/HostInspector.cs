using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Introspect.Cli.Guests;

namespace Introspect.Cli.Diagnosis;

/// <summary>Looks at the host for what Introspect can use.</summary>
public static class HostInspector
{
    private const long NeededMaps = 65_530;

    private const string MapCountFile = "/proc/sys/vm/max_map_count";

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
        Feature("AVX2", Avx2.IsSupported),
        Feature("BMI2", Bmi2.IsSupported),
        Feature("FMA3", Fma.IsSupported),
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

    private static HostCheck Program(string program, string purpose, string package, string? path)
    {
        string? found = HostCommand.Find(program, path);
        string remedy = package.Length > 0
            ? $"sudo apt-get install {package}"
            : "use a host with Debian's package manager, or give --kernel and --initrd";
        return new HostCheck(program, found is not null, found ?? "nothing", purpose, remedy);
    }

    private static HostCheck Feature(string name, bool isSupported) =>
        new(name, isSupported, isSupported ? "yes" : "no", "translated code", "run on a CPU that has it (x86-64-v3)");
}
