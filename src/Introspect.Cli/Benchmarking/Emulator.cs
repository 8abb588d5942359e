using System.Collections.Immutable;
using Introspect.Cli.Guests;

namespace Introspect.Cli.Benchmarking;

/// <summary>A program that runs a guest to its end: its words are followed by the image's path.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Words">The program and its arguments.</param>
public sealed record Emulator(string Name, ImmutableArray<string> Words)
{
    private const string QemuProgram = "qemu-system-arm";

    /// <summary>This program, as a process of its own.</summary>
    public static Emulator Introspect(ImmutableArray<string> ownCommand, BenchmarkTarget target) => new(
        "introspect",
        [.. ownCommand, "run", "--headless", "--semihosting", "--board", target.Board, "--cpu", target.Cpu, "--memory", "256", "--kernel"]);

    /// <summary>QEMU, if <paramref name="path"/> leads to it.</summary>
    public static Emulator? Qemu(string? path, BenchmarkTarget target) => HostCommand.Find(QemuProgram, path) is { } program
        ? new Emulator(
            QemuProgram,
            [
                program, "-M", target.Board, "-cpu", target.QemuCpu, "-m", "256", "-nic", "none", "-display", "none", "-monitor", "none",
                "-serial", "stdio", "-semihosting", "-kernel",
            ])
        : null;
}
