using System.Net;
using System.Net.Sockets;
using Introspect.TestKit;

namespace Introspect.Boot.Tests;

public sealed class DebianTests
{
    private const string Guest = "debian-armhf";
    private const string Marker = "GUEST-MARKER: shell";

    private static readonly TimeSpan s_gdbLimit = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_drive_keeps_what_one_vcpu_wrote_for_four_to_read()
    {
        await IntrospectCommand.PullAsync(Guest);
        string mke2fs = Tools.Require("mke2fs", "e2fsprogs");
        string e2fsck = Tools.Require("e2fsck", "e2fsprogs");
        using var folder = new TemporaryFolder();
        string image = folder.File("drive.img");
        HostProcessResult made = await HostAsync(mke2fs, "-q", "-F", "-t", "ext4", image, "16M");
        Assert.Equal(0, made.ExitCode);

        HostProcessResult first = await IntrospectCommand.RunAsync(
            "run", Guest, "--headless", "--timeout", "800", "--drive", image,
            "--send-after", Marker, "mkdir -p /mnt; mount -t ext4 /dev/vda /mnt && echo kept > /mnt/file && umount /mnt; poweroff");
        Assert.Equal(0, first.ExitCode);
        Assert.Contains(Marker, first.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await HostAsync(e2fsck, "-f", "-n", image)).ExitCode);

        HostProcessResult second = await IntrospectCommand.RunAsync(
            "run", Guest, "--headless", "--smp", "4", "--timeout", "800", "--drive", image + ",ro",
            "--send-after", Marker, "mkdir -p /mnt; mount -t ext4 -o ro /dev/vda /mnt; echo read-$(cat /mnt/file)-by-$(nproc); poweroff");
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("read-kept-by-4", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gdb_breaks_in_the_booting_kernel_and_the_boot_goes_on()
    {
        await IntrospectCommand.PullAsync(Guest);
        string gdb = Tools.Require("gdb-multiarch", "gdb-multiarch");
        int port = FreePort();
        Task<HostProcessResult> boot = IntrospectCommand.RunAsync(
            "run", Guest, "--headless", "--timeout", "800", "--gdb", $"{port}", "--wait-gdb", "--until", Marker);
        await WaitForListener(port);

        // FFFF0018 is where Linux takes its interrupts.
        HostProcessResult session = await HostProcess.RunAsync(
            gdb,
            [
                "--batch", "-ex", "set architecture armv7", "-ex", $"target remote localhost:{port}", "-ex", "break *0xffff0018", "-ex", "continue",
                "-ex", "stepi", "-ex", "info registers pc cpsr", "-ex", "x/8xw 0xffff0000", "-ex", "delete", "-ex", "detach",
            ],
            s_gdbLimit,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("Breakpoint 1, 0xffff0018", session.Output, StringComparison.Ordinal);
        Assert.Contains("0xffff0000:", session.Output, StringComparison.Ordinal);
        Assert.Contains("detached", session.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await boot).ExitCode);
    }

    private static Task<HostProcessResult> HostAsync(string program, params string[] arguments) =>
        HostProcess.RunAsync(program, arguments, s_gdbLimit, cancellationToken: TestContext.Current.CancellationToken);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WaitForListener(int port)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException) when (attempt < 300)
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }
    }
}
