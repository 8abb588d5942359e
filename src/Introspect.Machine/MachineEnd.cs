namespace Introspect.Machine;

/// <summary>How a guest's run ended.</summary>
public enum EndKind
{
    /// <summary>The guest switched the power off.</summary>
    PowerOff,

    /// <summary>The guest asked for a reset.</summary>
    Reset,

    /// <summary>The guest ended itself with an exit code: by semihosting or a paravirtual device.</summary>
    Exit,

    /// <summary>The guest cannot go on.</summary>
    Crash,
}

/// <summary>The end of a guest's run.</summary>
/// <param name="Kind">How.</param>
/// <param name="ExitCode">What the guest gave, for <see cref="EndKind.Exit"/>.</param>
/// <param name="Text">One line for people.</param>
public sealed record MachineEnd(EndKind Kind, int ExitCode, string Text)
{
    /// <summary>The guest reset itself, by whatever its board has for that.</summary>
    public static MachineEnd ResetByGuest { get; } = new(EndKind.Reset, 0, "the guest asked for a reset");

    /// <summary>The guest switched the power off.</summary>
    public static MachineEnd PowerOffByGuest { get; } = new(EndKind.PowerOff, 0, "the guest switched the power off");

    /// <summary>The guest ended itself with an exit code.</summary>
    public static MachineEnd ExitByGuest(int code) => new(EndKind.Exit, code, $"the guest ended with code {code}");
}
