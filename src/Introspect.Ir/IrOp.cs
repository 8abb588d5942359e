using System.Runtime.InteropServices;

namespace Introspect.Ir;

/// <summary>One operation: 12 bytes, no references, so that a block is one flat array.</summary>
/// <param name="Code">What it does.</param>
/// <param name="D">The slot written.</param>
/// <param name="A">The first operand.</param>
/// <param name="B">The second operand is this slot plus <paramref name="Imm"/>; <see cref="Slot.None"/> leaves the constant alone.</param>
/// <param name="C">A third operand, or the high word of a long result.</param>
/// <param name="Size">A condition, memory flags, a lane shape or an exit kind, as the operation needs.</param>
/// <param name="Instruction">Which guest instruction of the block the operation belongs to, from 0.</param>
/// <param name="Imm">The constant.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct IrOp(Op Code, byte D, byte A, byte B, byte C, byte Size, ushort Instruction, uint Imm);
