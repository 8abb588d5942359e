namespace Introspect.X64;

/// <summary>A memory operand: <c>[base + displacement]</c> or <c>[base + index + displacement]</c>.</summary>
public readonly record struct MemoryOperand(Host Base, int Displacement, Host? Index = null);
