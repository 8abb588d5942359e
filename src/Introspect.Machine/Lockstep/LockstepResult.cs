using System.Collections.Immutable;
using Introspect.Machine.Translations;

namespace Introspect.Machine.Lockstep;

/// <summary>What came of two machines in lockstep.</summary>
/// <param name="Instructions">The instructions after which they were seen to be equal.</param>
/// <param name="HasReachedEnd">True when the guest did what it was started for.</param>
/// <param name="Difference">The first difference, or null.</param>
public sealed record LockstepResult(ulong Instructions, bool HasReachedEnd, LockstepDifference? Difference);

/// <summary>
/// The first difference: a run of instructions, as short as possible, that is entered with the same state on both machines and left with
/// another.
/// </summary>
public sealed record LockstepDifference
{
    /// <summary>Instructions executed before the run.</summary>
    public required ulong Start { get; init; }

    /// <summary>Instructions executed after the run.</summary>
    public required ulong End { get; init; }

    /// <summary>False when the difference needs a longer history than was tried: then the run is only its end.</summary>
    public required bool IsMinimal { get; init; }

    /// <summary>The vCPU that executes the run.</summary>
    public required int Vcpu { get; init; }

    /// <summary>The registers of that vCPU in front of the run.</summary>
    public required ImmutableArray<NamedValue> Before { get; init; }

    /// <summary>What differs after the run.</summary>
    public required ImmutableArray<FieldDifference> Fields { get; init; }

    /// <summary>The translated blocks of the run.</summary>
    public required ImmutableArray<BlockImage> Blocks { get; init; }

    public override string ToString() =>
        $"vCPU {Vcpu}, instructions {Start} to {End}, at {string.Join(", ", Blocks.Select(static block => $"{block.Address:X8}"))}: " +
        string.Join(", ", Fields.Select(static field => $"{field.Name} {field.Interpreted:X8} | {field.Translated:X8}"));
}

/// <summary>A register or something else with a name.</summary>
/// <param name="Name">As the manuals have it.</param>
/// <param name="Value">Its value.</param>
public readonly record struct NamedValue(string Name, ulong Value);

/// <summary>Something that differs.</summary>
/// <param name="Name">As the manuals have it; memory by its physical address.</param>
/// <param name="Interpreted">What it is on the interpreted machine.</param>
/// <param name="Translated">What it is on the translated machine.</param>
public readonly record struct FieldDifference(string Name, ulong Interpreted, ulong Translated);
