using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Introspect.Core;

/// <summary>Checks of our own promises; on in release builds too.</summary>
public static class Invariant
{
    /// <summary>Ends the operation with <see cref="InvariantException"/> when <paramref name="condition"/> is false.</summary>
    public static void Require(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        if (!condition)
        {
            throw new InvariantException($"Invariant broken: {what}. This is a defect of Introspect; please report it.");
        }
    }
}

/// <summary>We did it: a promise of our own code does not hold.</summary>
public sealed class InvariantException : Exception
{
    public InvariantException()
    {
    }

    public InvariantException(string message)
        : base(message)
    {
    }

    public InvariantException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
