namespace Introspect.Inspection;

/// <summary>What one vCPU does when the machine is resumed.</summary>
public enum ResumeKind
{
    /// <summary>It does not move.</summary>
    Stay,

    /// <summary>It runs.</summary>
    Run,

    /// <summary>It executes one instruction; then the machine stops.</summary>
    Step,

    /// <summary>It executes at least one instruction and goes on while its program counter lies in the range; then the machine stops.</summary>
    StepRange,
}

/// <summary>What one vCPU does when the machine is resumed, with what belongs to it.</summary>
/// <param name="Kind">The action.</param>
/// <param name="Start">First address of the range, for <see cref="ResumeKind.StepRange"/>.</param>
/// <param name="End">First address after the range, for <see cref="ResumeKind.StepRange"/>.</param>
/// <param name="HoldInterrupts">
/// True: IRQ and FIQ wait while this vCPU steps, so that a step stays in the code that is looked at. False: it takes them.
/// </param>
public readonly record struct ResumeAction(ResumeKind Kind, uint Start = 0, uint End = 0, bool HoldInterrupts = false);
