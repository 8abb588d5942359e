using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Introspect.Cli.Benchmarking;

/// <summary>
/// CPU time of the processes that this one started, from getrusage(2): a child counts once it ended and was waited for. What
/// <see cref="System.Diagnostics.Process"/> tells of a child is gone with the child.
/// </summary>
internal static class ChildTimes
{
    // struct rusage begins with the user's and the system's time, each in seconds and microseconds.
    private const int Children = -1, UsageBytes = 144, TimeBytes = 2 * sizeof(long);

    /// <summary>User and system time of all children that have ended.</summary>
    public static TimeSpan Total
    {
        get
        {
            byte[] usage = new byte[UsageBytes];
            if (GetUsage(Children, usage) != 0)
            {
                throw new IOException($"getrusage: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
            }

            return Time(usage) + Time(usage.AsSpan(TimeBytes));
        }
    }

    private static TimeSpan Time(ReadOnlySpan<byte> time) =>
        TimeSpan.FromSeconds(BinaryPrimitives.ReadInt64LittleEndian(time)) +
        TimeSpan.FromMicroseconds(BinaryPrimitives.ReadInt64LittleEndian(time[sizeof(long)..]));

    [DllImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, [Out] byte[] usage);
}
