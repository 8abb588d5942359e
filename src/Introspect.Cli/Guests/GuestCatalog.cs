using System.Collections.Immutable;

namespace Introspect.Cli.Guests;

/// <summary>The guests that `run` knows by name.</summary>
public static class GuestCatalog
{
    public const string DebianArchitecture = "armhf";

    private const string InstallerFolder = "usr/lib/debian-installer/images/12/armhf/text/debian-installer/armhf/";

    private static readonly CatalogGuest s_debian = new()
    {
        Name = "debian-armhf",
        Description = "Debian 12's Linux 6.1 (armmp) with a busybox shell",
        Board = "virt",
        Cpu = "cortex-a15",
        MemoryMiB = 512,
        Marker = Initramfs.Marker,
        Source = new GuestSource.Kernel("linux-image-armmp"),
        Kernel = GuestPull.KernelFile,
        Initrd = GuestPull.InitrdFile,
        Arguments = "console=ttyAMA0",
    };

    public static readonly ImmutableArray<CatalogGuest> All =
    [
        new()
        {
            Name = "demo",
            Description = "a small preemptive kernel of our own with a shell",
            Board = "virt",
            Cpu = "cortex-a15",
            MemoryMiB = 128,
            Marker = "GUEST-MARKER: ready",
            Source = new GuestSource.BuiltIn(),
            Kernel = "demo.elf",
        },
        s_debian,
        s_debian with
        {
            Name = "debian-armhf-lpae",
            Description = "the same with long descriptors (armmp-lpae)",
            Source = new GuestSource.Kernel("linux-image-armmp-lpae"),
        },
        new()
        {
            Name = "debian-installer-armhf",
            Description = "the installer of Debian 12",
            Board = "virt",
            Cpu = "cortex-a15",
            MemoryMiB = 512,
            Marker = "Starting system log daemon",
            Source = new GuestSource.Package(
                "debian-installer-12-netboot-armhf",
                (InstallerFolder + "vmlinuz", GuestPull.KernelFile),
                (InstallerFolder + "initrd.gz", GuestPull.InitrdFile)),
            Kernel = GuestPull.KernelFile,
            Initrd = GuestPull.InitrdFile,
            Arguments = "console=ttyAMA0",
        },
        new()
        {
            Name = "u-boot",
            Description = "the boot loader U-Boot for board virt",
            Board = "virt",
            Cpu = "cortex-a15",
            MemoryMiB = 128,
            Marker = "Hit any key to stop autoboot",
            Source = new GuestSource.Package("u-boot-qemu", ("usr/lib/u-boot/qemu_arm/u-boot.bin", "u-boot.bin")),
            Flash = ["u-boot.bin"],
        },
        new()
        {
            Name = "edk2",
            Description = "the UEFI firmware EDK2 with its shell",
            Board = "virt",
            Cpu = "cortex-a15",
            MemoryMiB = 256,
            Marker = "UEFI Interactive Shell",
            Source = new GuestSource.Package(
                "qemu-efi-arm",
                ("usr/share/AAVMF/AAVMF32_CODE.fd", "code.fd"),
                ("usr/share/AAVMF/AAVMF32_VARS.fd", "vars.fd")),
            Flash = ["code.fd", "vars.fd"],
        },
    ];

    /// <exception cref="UsageException">There is no such guest; the message names the nearest.</exception>
    public static CatalogGuest Find(string name) =>
        All.FirstOrDefault(guest => guest.Name == name)
            ?? throw new UsageException(NearestNames.Unknown("guest", name, All.Select(static g => g.Name), "introspect guests list"));
}
