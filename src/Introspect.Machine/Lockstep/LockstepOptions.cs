namespace Introspect.Machine.Lockstep;

/// <summary>Where two machines in lockstep are compared, and how far they go.</summary>
/// <param name="Every">Instructions between two comparisons.</param>
/// <param name="Instructions">The comparison ends here at the latest.</param>
public sealed record LockstepOptions(ulong Every = LockstepOptions.DefaultEvery, ulong Instructions = ulong.MaxValue)
{
    /// <summary>Hardly slower than without any comparison.</summary>
    public const ulong DefaultEvery = 1_000_000;

    // Comparing the memory costs as much as some ten thousand instructions, comparing the registers next to nothing.
    private const ulong MemoryEvery = 65_536;

    /// <summary>Instructions between two comparisons that include the memory: a multiple of <see cref="Every"/>.</summary>
    public ulong Lap => Every * Math.Max(1, MemoryEvery / Every);
}
