namespace Introspect.X64;

/// <summary>An operation of a block, as a number that fits into an instruction.</summary>
public readonly record struct OperationSite(uint Value)
{
    /// <summary>Operations a block may have.</summary>
    public const int MaxOperations = 1 << IndexBits;

    /// <summary>Blocks that may exist at a time.</summary>
    public const int MaxBlocks = 1 << (32 - IndexBits);

    private const int IndexBits = 12;

    public OperationSite(int block, int index)
        : this(((uint)block << IndexBits) | (uint)index)
    {
    }

    /// <summary>Number of the block.</summary>
    public int Block => (int)(Value >> IndexBits);

    /// <summary>Index of the operation.</summary>
    public int Index => (int)(Value & (MaxOperations - 1));
}
