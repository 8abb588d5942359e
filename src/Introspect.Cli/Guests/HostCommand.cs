using System.Diagnostics;
using Introspect.Core;

namespace Introspect.Cli.Guests;

/// <summary>Programs of the host that we run: found on PATH, started without a shell, ended with us.</summary>
public static class HostCommand
{
    /// <summary>The full path of a program, or null when PATH does not lead to it.</summary>
    public static string? Find(string program, string? path)
    {
        // An ordinary user's PATH may leave out where Debian puts tools like mke2fs.
        string[] folders = [.. (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/sbin", "/sbin"];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program and hands its output to <paramref name="readOutput"/>.</summary>
    /// <returns>The exit code, and what it wrote to standard error.</returns>
    public static async Task<(int ExitCode, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, Func<Stream, Task> readOutput, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using Process process = Start(start);
        try
        {
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            await readOutput(process.StandardOutput.BaseStream);
            string text = await errors;
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, text);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Runs a program that must succeed, and returns its output as text.</summary>
    public static async Task<string> ReadAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        string output = "";
        (int exitCode, string errors) = await RunAsync(
            program,
            arguments,
            folder,
            async stream => output = await new StreamReader(stream).ReadToEndAsync(cancellation),
            cancellation);
        return exitCode == 0 ? output : throw Failed(program, exitCode, errors);
    }

    public static IntrospectException Failed(string program, int exitCode, string errors)
    {
        string why = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "it said nothing";
        return new IntrospectException($"{program}: it ended with {exitCode}: {why.Trim()} Check that the host's package manager works.");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IntrospectException($"{start.FileName}: it cannot be run ({e.Message}). See: introspect doctor", e);
        }
    }
}
