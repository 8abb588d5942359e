using System.IO.Compression;
using System.Text;

namespace Introspect.Cli.Guests;

/// <summary>
/// The root that our Debian guests start in: busybox, the virtio and ext4 modules, and an init that prints the marker and
/// keeps a shell on the console.
/// </summary>
public static class Initramfs
{
    /// <summary>What the guest prints when its shell is about to start.</summary>
    public const string Marker = "GUEST-MARKER: shell";

    /// <summary>Drivers of board virt, and ext4 with the check sum it asks for by the name of an algorithm.</summary>
    public static readonly IReadOnlyList<string> Modules =
        ["virtio_mmio", "virtio_blk", "virtio_net", "virtio_console", "virtio_rng", "crc32c_generic", "ext4"];

    // The first process of a busybox system obeys poweroff, reboot and halt as signals. A shell acts on a signal only while it
    // waits, so the interactive shell runs beside it.
    private const string Init = $$"""
        #!/bin/sh
        export PATH=/sbin:/bin HOME=/root TERM=vt100
        /bin/busybox --install -s /bin
        mount -t devtmpfs dev /dev
        mkdir /dev/pts
        mount -t devpts devpts /dev/pts
        mount -t proc proc /proc
        mount -t sysfs sys /sys
        mount -t tmpfs tmp /tmp
        for module in $(cat /lib/modules/order); do
            insmod /lib/modules/$module.ko
        done
        ip link set lo up
        hostname debian
        trap 'poweroff -f' USR2
        trap 'halt -f' USR1
        trap 'reboot -f' TERM
        echo '{{Marker}}'
        while true; do
            setsid cttyhack sh -l </dev/console >/dev/console 2>&1 &
            wait $!
        done

        """;

    // What busybox's DHCP client runs with what it was told (udhcpc --help).
    private const string LeaseScript = """
        #!/bin/sh
        case $1 in
        deconfig) ip addr flush dev $interface; ip link set $interface up ;;
        bound | renew)
            ip addr flush dev $interface
            ip addr add $ip/$mask dev $interface
            [ -z "$router" ] || ip route replace default via ${router%% *}
            : >/etc/resolv.conf
            for server in $dns; do echo nameserver $server >>/etc/resolv.conf; done
            ;;
        esac

        """;

    private static readonly string[] s_folders = ["bin", "sbin", "dev", "etc", "etc/udhcpc", "lib", "lib/modules", "mnt", "proc", "root", "sys", "tmp"];

    /// <summary>The archive, packed by gzip.</summary>
    public static byte[] Build(byte[] busybox, IReadOnlyList<(string Name, byte[] Content)> modulesInLoadOrder)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            var cpio = new CpioWriter(gzip);
            foreach (string folder in s_folders)
            {
                cpio.AddFolder(folder);
            }

            cpio.AddCharacterDevice("dev/console", 5, 1);
            cpio.AddFile("init", Encoding.ASCII.GetBytes(Init), isExecutable: true);
            cpio.AddFile("bin/busybox", busybox, isExecutable: true);
            cpio.AddLink("bin/sh", "busybox");
            cpio.AddFile("etc/udhcpc/default.script", Encoding.ASCII.GetBytes(LeaseScript), isExecutable: true);
            var order = new StringBuilder();
            foreach ((string name, byte[] content) in modulesInLoadOrder)
            {
                cpio.AddFile($"lib/modules/{name}.ko", content, isExecutable: false);
                order.Append(name).Append('\n');
            }

            cpio.AddFile("lib/modules/order", Encoding.ASCII.GetBytes(order.ToString()), isExecutable: false);
            cpio.Finish();
        }

        return packed.ToArray();
    }
}
