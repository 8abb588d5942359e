using System.ComponentModel;
using System.Diagnostics;

namespace Introspect.TestKit;

/// <summary>How a program of the host ended and what it said.</summary>
public sealed record HostProcessResult(int ExitCode, string Output, string Error);

/// <summary>Runs programs of the host to their end.</summary>
public static class HostProcess
{
    /// <summary>Runs a program and collects what it prints. One that is not done in time is killed and fails the test.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments, each by itself.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="input">What it reads on its standard input, which then ends.</param>
    /// <param name="folder">Where it runs; the test's own folder by default.</param>
    /// <param name="cancellationToken">The test's token.</param>
    public static async Task<HostProcessResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        TimeSpan timeout,
        string input = "",
        string? folder = null,
        CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        using Process process = Process.Start(start) ?? throw new Win32Exception($"{program} does not start.");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);

        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await WriteInput(process, input, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} was not done after {timeout.TotalSeconds} s. It said:\n{await output}{await error}");
        }

        return new HostProcessResult(process.ExitCode, await output, await error);
    }

    private static async Task WriteInput(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended, or closed its input, before it read all of it: its exit code and output tell the rest.
        }
    }
}
