namespace Introspect.Cli;

/// <summary>What `introspect` ends with (DESIGN.md, section 5).</summary>
public static class ExitCode
{
    public const int Ok = 0, Failed = 1, WrongUsage = 2, TimedOut = 3, GuestCrashed = 4;

    /// <summary>Ended by Ctrl-C, as shells have it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
