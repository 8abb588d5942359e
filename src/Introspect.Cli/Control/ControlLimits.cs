namespace Introspect.Cli.Control;

/// <summary>What one end of a control connection takes from the other.</summary>
/// <param name="MaxMessageBytes">The longest message.</param>
/// <param name="MaxCalls">How many calls may be under way; the next waits until one is answered.</param>
/// <param name="MessagesPerSecond">How many messages are read a second after a burst of as many; who sends more is read later.</param>
internal sealed record ControlLimits(int MaxMessageBytes, int MaxCalls, int MessagesPerSecond)
{
    /// <summary>Calls are short.</summary>
    public static ControlLimits OfDevice { get; } = new(MaxMessageBytes: 1 << 16, MaxCalls: 4, MessagesPerSecond: 200);

    /// <summary>Answers may be whole tables.</summary>
    public static ControlLimits OfClient { get; } = new(MaxMessageBytes: 1 << 24, MaxCalls: 1, MessagesPerSecond: 1 << 20);
}
