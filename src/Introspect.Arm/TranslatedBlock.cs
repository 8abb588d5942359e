using Introspect.Ir;

namespace Introspect.Arm;

/// <summary>Where a guest instruction of a block begins.</summary>
/// <param name="FirstOp">Index of its first operation.</param>
/// <param name="Offset">Bytes from the block's address.</param>
/// <param name="It">The IT state in front of it.</param>
/// <param name="Size">Its bytes: 2 or 4.</param>
public readonly record struct InstructionStart(ushort FirstOp, ushort Offset, ItState It, byte Size);

/// <summary>A run of guest instructions, lowered: straight to the first branch, system change, page end, or limit.</summary>
/// <param name="Address">Virtual address of the first instruction.</param>
/// <param name="State">The execution state it was lowered for.</param>
/// <param name="Ops">The operations.</param>
/// <param name="Instructions">One entry for each guest instruction.</param>
/// <param name="SizeBytes">Bytes of guest code read.</param>
public sealed record TranslatedBlock(
    uint Address, ExecutionState State, IrOp[] Ops, InstructionStart[] Instructions, uint SizeBytes);
