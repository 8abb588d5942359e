using System.Collections.Immutable;
using Introspect.Ir;

namespace Introspect.X64;

/// <summary>A piece of a block's code; it ends where the next one begins.</summary>
/// <param name="Start">Its first byte, from the beginning of the block's code.</param>
/// <param name="Operation">Index of the operation that it was emitted for, or -1: it is the block's own, such as its entry.</param>
public readonly record struct CodePiece(int Start, int Operation)
{
    /// <summary>Code that is of no operation.</summary>
    public const int OfBlock = -1;
}

/// <content>Which code was emitted for which operation, for people to read: found by emitting the block once more.</content>
public sealed unsafe partial class BlockEmitter
{
    private readonly List<int> _ownersOfSlowPaths = [];
    private List<CodePiece>? _pieces;

    /// <summary>
    /// The pieces, in order, of the code that <see cref="Emit"/> makes of a block; empty when there is no room to make it once more. An operation has
    /// several where slow ways are behind the block, and where the block has a second body.
    /// </summary>
    public ImmutableArray<CodePiece> FindPieces(ReadOnlySpan<IrOp> ops, BlockToEmit block)
    {
        int accesses = _windowAccesses.Count;
        _pieces = [new CodePiece(0, CodePiece.OfBlock)];
        bool isEmitted = EmitLoosely(ops, block).Start != null;
        ImmutableArray<CodePiece> pieces = isEmitted ? [.. _pieces] : [];
        _pieces = null;
        _windowAccesses.Keep(accesses);
        return pieces;
    }

    // The code from here on is of an operation.
    private void BeginPiece(int operation)
    {
        if (_pieces is { } pieces && pieces[^1].Operation != operation)
        {
            pieces.Add(new CodePiece(_code.Length, operation));
        }
    }

    // The slow ways that were added since it was last called are of an operation.
    private void OwnSlowPaths(int operation)
    {
        while (_pieces is not null && _ownersOfSlowPaths.Count < _slowPaths.Count)
        {
            _ownersOfSlowPaths.Add(operation);
        }
    }

    private void BeginPieceOfSlowPath(int number)
    {
        if (_pieces is not null)
        {
            BeginPiece(_ownersOfSlowPaths[number]);
        }
    }
}
