using System.Text;
using Introspect.Cli.Guests;

namespace Introspect.Cli.Tests.Guests;

public sealed class CpioWriterTests
{
    [Fact]
    public void An_archive_is_laid_out_as_the_kernel_reads_it()
    {
        var archive = new MemoryStream();
        var cpio = new CpioWriter(archive);
        cpio.AddFile("a", "hello"u8, isExecutable: true);
        cpio.Finish();

        string text = Encoding.ASCII.GetString(archive.ToArray()).Replace('\0', '.');
        const string File =
            "070701" + "00000001" + "000081ED" + "00000000" + "00000000" + "00000001" + "00000000" + "00000005" +
            "00000000" + "00000000" + "00000000" + "00000000" + "00000002" + "00000000" + "a." + "hello...";
        const string Trailer =
            "070701" + "00000002" + "00000000" + "00000000" + "00000000" + "00000001" + "00000000" + "00000000" +
            "00000000" + "00000000" + "00000000" + "00000000" + "0000000B" + "00000000" + "TRAILER!!!." + "...";
        Assert.Equal(File + Trailer, text);
    }

    [Fact]
    public async Task Cpio_lists_what_we_write()
    {
        string? program = HostCommand.Find("cpio", Environment.GetEnvironmentVariable("PATH"));
        Assert.SkipWhen(program is null, "cpio is not installed (apt-get install cpio)");
        string folder = Directory.CreateTempSubdirectory("introspect-cpio").FullName;
        try
        {
            string file = Path.Combine(folder, "a.cpio");
            await using (FileStream archive = File.Create(file))
            {
                var cpio = new CpioWriter(archive);
                cpio.AddFolder("bin");
                cpio.AddLink("bin/sh", "busybox");
                cpio.AddCharacterDevice("console", 5, 1);
                cpio.AddFile("odd", new byte[3], isExecutable: false);
                cpio.Finish();
            }

            string listing = await HostCommand.ReadAsync(program!, ["-itv", "-F", file], folder, TestContext.Current.CancellationToken);
            string[] lines = listing.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(["drwxr-xr-x", "lrwxrwxrwx", "crw-------", "-rw-r--r--"], lines.Select(static l => l.Split(' ')[0]));
            Assert.EndsWith("bin/sh -> busybox", lines[1], StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
