namespace Introspect.Memory;

/// <summary>Memory whose pages the host can have back.</summary>
public interface IDiscardsMemory
{
    /// <summary>
    /// Makes whole pages zero and gives the host back what they took; translated code of theirs is dropped. False when some of the range is not RAM, or not a whole page.
    /// </summary>
    bool TryDiscard(ulong address, int length);
}
