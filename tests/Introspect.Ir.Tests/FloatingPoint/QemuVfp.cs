using System.Buffers.Binary;
using System.Diagnostics;
using Introspect.TestKit;

namespace Introspect.Ir.Tests.FloatingPoint;

/// <summary>What one instruction is given.</summary>
internal readonly record struct VfpOperands(uint Fpscr, ulong A, ulong B, ulong C);

/// <summary>Runs tests/guests/vfp under qemu-arm: each record is one instruction on one set of operands.</summary>
internal static class QemuVfp
{
    private const string Program = "qemu-arm";
    private const int InputBytes = 32, OutputBytes = 16;

    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "guests", "vfp");

    private static readonly string[] s_instructions = File.ReadLines(Path.Combine(s_folder, "vfp.S"))
        .Select(line => line.Trim())
        .Where(line => line.StartsWith("op \"", StringComparison.Ordinal) || line.StartsWith("simd \"", StringComparison.Ordinal))
        .Where(line => !line.Contains('\\', StringComparison.Ordinal))
        .ToArray();

    /// <summary>The instructions that the guest has, as its source writes them.</summary>
    public static IReadOnlyList<string> Instructions => s_instructions;

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, Program)));

    public static (ulong Result, uint Fpscr)[] Run(string instruction, IReadOnlyList<VfpOperands> operands)
    {
        byte[] input = new byte[operands.Count * InputBytes];
        for (int i = 0; i < operands.Count; i++)
        {
            Span<byte> record = input.AsSpan(i * InputBytes, InputBytes);
            BinaryPrimitives.WriteInt32LittleEndian(record, Array.IndexOf(s_instructions, instruction));
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], operands[i].Fpscr);
            BinaryPrimitives.WriteUInt64LittleEndian(record[8..], operands[i].A);
            BinaryPrimitives.WriteUInt64LittleEndian(record[16..], operands[i].B);
            BinaryPrimitives.WriteUInt64LittleEndian(record[24..], operands[i].C);
        }

        byte[] output = Run(input);
        Assert.Equal(operands.Count * OutputBytes, output.Length);
        var results = new (ulong Result, uint Fpscr)[operands.Count];
        for (int i = 0; i < results.Length; i++)
        {
            ReadOnlySpan<byte> record = output.AsSpan(i * OutputBytes, OutputBytes);
            results[i] = (BinaryPrimitives.ReadUInt64LittleEndian(record), BinaryPrimitives.ReadUInt32LittleEndian(record[8..]));
        }

        return results;
    }

    private static byte[] Run(byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["-cpu", "cortex-a15", Path.Combine(s_folder, "vfp.elf")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Task writing = Task.Run(() =>
        {
            using Stream stdin = process.StandardInput.BaseStream;
            stdin.Write(input);
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        writing.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }
}
