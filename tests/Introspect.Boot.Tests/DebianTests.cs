using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
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
    public async Task The_kernel_with_long_descriptors_reaches_its_shell()
    {
        const string LongGuest = "debian-armhf-lpae";
        await IntrospectCommand.PullAsync(LongGuest);
        HostProcessResult boot = await IntrospectCommand.RunAsync("run", LongGuest, "--headless", "--timeout", "800", "--send-after", Marker, "uname -r; poweroff");
        Assert.Equal(0, boot.ExitCode);
        Assert.Contains("-armmp-lpae", boot.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cortex-a15+virt", "2", "CPU: All CPU(s) started in HYP mode.")]
    [InlineData("cortex-a15+sec+virt", "1", "CPU: All CPU(s) started in SVC mode.")]
    public async Task The_kernel_finds_the_extensions_that_the_CPU_was_asked_for(string cpu, string vcpus, string found)
    {
        await IntrospectCommand.PullAsync(Guest);
        HostProcessResult boot = await IntrospectCommand.RunAsync(
            "run", Guest, "--headless", "--cpu", cpu, "--smp", vcpus, "--timeout", "800", "--until", Marker);
        Assert.Equal(0, boot.ExitCode);
        Assert.Contains(found, boot.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gdb_breaks_in_the_booting_kernel_and_the_boot_goes_on()
    {
        await IntrospectCommand.PullAsync(Guest);
        string gdb = Tools.Require("gdb-multiarch", "gdb-multiarch");
        string function = await AddressInKernelAsync("wake_up_new_task");
        int port = FreePort();
        Task<HostProcessResult> boot = IntrospectCommand.RunAsync(
            "run", Guest, "--headless", "--timeout", "800", "--gdb", $"{port}", "--wait-gdb", "--until", Marker);
        await WaitForListener(port);

        HostProcessResult session = await HostProcess.RunAsync(
            gdb,
            [
                "--batch", "-ex", "set architecture armv7", "-ex", $"target remote localhost:{port}", "-ex", $"break *0x{function}", "-ex", "continue",
                "-ex", "stepi", "-ex", "info registers pc cpsr", "-ex", "x/8xw $sp", "-ex", $"x/2i 0x{function}", "-ex", "delete", "-ex", "detach",
            ],
            s_gdbLimit,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains($"Breakpoint 1, 0x{function}", session.Output, StringComparison.Ordinal);
        Assert.Matches($"pc +0x{Convert.ToUInt32(function, 16) + 4:x8}", session.Output);
        Assert.Contains($"   0x{function}:", session.Output, StringComparison.Ordinal);
        Assert.Contains("detached", session.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await boot).ExitCode);
    }

    // The kernel comes without symbols, but it knows them itself, and it lies at the same place in each boot.
    private static async Task<string> AddressInKernelAsync(string function)
    {
        HostProcessResult boot = await IntrospectCommand.RunAsync(
            "run", Guest, "--headless", "--timeout", "800", "--send-after", Marker, $"mount -t proc proc /proc 2> /dev/null; grep ' {function}$' /proc/kallsyms; poweroff");
        Match line = Regex.Match(boot.Output, $"^([0-9a-f]{{8}}) [Tt] {function}\\r?$", RegexOptions.Multiline);
        Assert.True(line.Success, boot.Output);
        return line.Groups[1].Value;
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
