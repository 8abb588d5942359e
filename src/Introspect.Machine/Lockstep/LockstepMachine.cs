namespace Introspect.Machine.Lockstep;

/// <summary>A machine at its start, with the surroundings that every other of its kind gets.</summary>
/// <param name="Machine">The machine; its clock is the virtual one.</param>
/// <param name="HasReachedEnd">True once it has done what it was started for, although it might go on.</param>
public sealed record LockstepMachine(Machine Machine, Func<bool> HasReachedEnd);
