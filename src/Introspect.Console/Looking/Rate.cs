namespace Introspect.Console.Looking;

/// <summary>How fast a counter grows, over about the last second.</summary>
internal sealed class Rate(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(1);

    private readonly Queue<(long Time, ulong Value)> _seen = new();

    /// <summary>Counts a second of the host's clock; zero until two values half a window apart were seen.</summary>
    public double PerSecond { get; private set; }

    /// <summary>Takes the value of this moment.</summary>
    public void See(long now, ulong value)
    {
        while (_seen.Count > 1 && time.GetElapsedTime(_seen.Peek().Time, now) > s_window)
        {
            _seen.Dequeue();
        }

        _seen.Enqueue((now, value));
        (long from, ulong before) = _seen.Peek();
        double seconds = time.GetElapsedTime(from, now).TotalSeconds;
        PerSecond = seconds >= s_window.TotalSeconds / 2 && value >= before ? (value - before) / seconds : 0;
    }
}
