namespace Introspect.Machine.Loading;

/// <summary>A machine's main memory by physical address.</summary>
public readonly record struct RamRange(ulong Base, ulong Size)
{
    public ulong End => Base + Size;

    /// <summary>The largest stretch between what has been placed here, the first of several.</summary>
    public RamRange LargestGap(IEnumerable<GuestSegment> placed)
    {
        var largest = new RamRange(Base, 0);
        ulong start = Base;
        foreach (GuestSegment segment in placed.OrderBy(static s => s.Address).Append(new GuestSegment((uint)End, default)))
        {
            if (segment.Address > start + largest.Size)
            {
                largest = new RamRange(start, segment.Address - start);
            }

            start = Math.Max(start, segment.End);
        }

        return largest;
    }
}
