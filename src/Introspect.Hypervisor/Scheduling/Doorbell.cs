using System.Diagnostics;
using System.Runtime.InteropServices;
using Introspect.Core;

namespace Introspect.Hypervisor.Scheduling;

/// <summary>
/// What an idle pCPU sleeps at: anybody may ring, and it can be waited at until a moment of the host's clock to the microsecond, which the framework's
/// own waits, in milliseconds, cannot.
/// </summary>
internal sealed class Doorbell : IDisposable
{
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;   // EFD_CLOEXEC, EFD_NONBLOCK: eventfd(2)
    private const short Readable = 1;                               // POLLIN: poll(2)
    private const int SetTimerSlack = 29;                           // PR_SET_TIMERSLACK: prctl(2)
    private const long NsPerSecond = 1_000_000_000;

    private readonly int _file;

    public Doorbell()
    {
        _file = EventFd(0, CloseOnExec | NonBlocking);
        if (_file < 0)
        {
            throw new IntrospectException(
                $"The host gave no event for a pCPU ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}). Close something, or raise: ulimit -n");
        }
    }

    /// <summary>Timers of the calling thread are to be exact, where the host would put wake-ups of 50 us together.</summary>
    public static void SharpenTimers() => Invariant.Require(Prctl(SetTimerSlack, 1, 0, 0, 0) == 0);

    /// <summary>Wakes who waits, now or next. From any thread.</summary>
    public void Ring() => _ = Write(_file, 1, sizeof(ulong));   // fails only when it was rung 2^64 times

    /// <summary>Waits until it rings, or until a moment (<see cref="Stopwatch.GetTimestamp"/>).</summary>
    public void Wait(long until)
    {
        long left = until == long.MaxValue ? 0 : (long)((Int128)Math.Max(until - Stopwatch.GetTimestamp(), 0) * NsPerSecond / Stopwatch.Frequency);
        var time = new TimeSpec(left / NsPerSecond, left % NsPerSecond);
        var poll = new PollEntry(_file, Readable, 0);
        _ = until == long.MaxValue ? PollForEver(ref poll, 1, 0, 0) : Poll(ref poll, 1, time, 0);
        _ = Read(_file, out _, sizeof(ulong));
    }

    public void Dispose() => _ = Close(_file);

    [DllImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EventFd(uint value, int flags);

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, ulong a, ulong b, ulong c, ulong d);

    [DllImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollEntry entries, nuint count, in TimeSpec time, nint signals);

    [DllImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PollForEver(ref PollEntry entries, nuint count, nint time, nint signals);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int file, in ulong value, nuint bytes);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(int file, out ulong value, nuint bytes);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);

    private readonly record struct TimeSpec(long Seconds, long Ns);

    private readonly record struct PollEntry(int File, short Wanted, short Found);
}
