using System.Globalization;
using System.Text;
using Introspect.TestKit;

namespace Introspect.Differential.Tests;

/// <summary>Runs a batch on QEMU in system mode.</summary>
internal static class QemuRunner
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    public static async Task<byte[]> RunAsync(string qemu, Profile profile, byte[] batch, int count)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("batch.bin");
        await File.WriteAllBytesAsync(file, batch);
        string load = string.Create(CultureInfo.InvariantCulture, $"loader,file={file},addr=0x{profile.At.Batch:x}");
        HostProcessResult result = await HostProcess.RunAsync(
            qemu,
            [
                "-M", profile.Board, "-cpu", profile.QemuCpu, "-m", "128", "-nic", "none", "-display", "none", "-serial", "none",
                "-monitor", "none", "-semihosting-config", "enable=on,target=native", "-kernel", profile.Harness,
                "-device", load,
            ],
            s_patience,
            folder: folder.Path);
        string results = folder.File(ResultFile);
        Assert.True(result.ExitCode == 0 && File.Exists(results), $"QEMU: {result.ExitCode} {result.Output}{result.Error}");
        byte[] records = await File.ReadAllBytesAsync(results);
        Assert.Equal(count * DifferLayout.ResultSize, records.Length);
        return records;
    }

    /// <summary>The name in the batch's header; QEMU runs in the folder where it shall lie.</summary>
    public const string ResultFile = "result.bin";

    /// <summary>The batch file of cases.</summary>
    public static byte[] Batch(IReadOnlyList<BatchCase> cases)
    {
        byte[] batch = new byte[DifferLayout.HeaderSize + cases.Sum(made => made.Size)];
        BitConverter.TryWriteBytes(batch, DifferLayout.Magic);
        BitConverter.TryWriteBytes(batch.AsSpan(4), DifferLayout.Version);
        BitConverter.TryWriteBytes(batch.AsSpan(8), cases.Count);
        Encoding.ASCII.GetBytes(ResultFile, batch.AsSpan(DifferLayout.PathOffset));
        int at = DifferLayout.HeaderSize;
        foreach (BatchCase made in cases)
        {
            made.WriteTo(batch.AsSpan(at, made.Size));
            at += made.Size;
        }

        return batch;
    }
}
