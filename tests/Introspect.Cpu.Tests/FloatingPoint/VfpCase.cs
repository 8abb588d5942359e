namespace Introspect.Cpu.Tests.FloatingPoint;

/// <summary>What one instruction is given: FPSCR, and d0, d1 and d2, whose low words are s0, s2 and s4.</summary>
internal readonly record struct VfpCase(uint Fpscr, ulong D, ulong N, ulong M);

/// <summary>What it leaves: d0 and FPSCR.</summary>
internal readonly record struct VfpResult(ulong D, uint Fpscr);
