using System.Collections.Immutable;
using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Cpu.Dispatch;
using Introspect.Ir;
using Introspect.Memory;
using Introspect.X64;

namespace Introspect.Machine.Translations;

/// <summary>A translated block copied out of its machine, for people to read: the guest's code, the operations, the code of the host.</summary>
public sealed record BlockImage
{
    /// <summary>What the guest's code was read as.</summary>
    public required CpuModel Model { get; init; }

    /// <summary>Virtual address of the first instruction.</summary>
    public required uint Address { get; init; }

    /// <summary>What it was translated for.</summary>
    public required ExecutionState State { get; init; }

    /// <summary>The guest's code.</summary>
    public required ImmutableArray<byte> GuestCode { get; init; }

    /// <summary>Where guest instructions begin.</summary>
    public required ImmutableArray<InstructionStart> Instructions { get; init; }

    /// <summary>The operations.</summary>
    public required ImmutableArray<IrOp> Ops { get; init; }

    /// <summary>What the host executes; empty when the block is interpreted.</summary>
    public ImmutableArray<byte> HostCode { get; init; } = [];

    /// <summary>Which part of <see cref="HostCode"/> was emitted for which operation; empty when that is not known.</summary>
    public ImmutableArray<CodePiece> HostPieces { get; init; } = [];

    /// <summary>All blocks of a machine that begin at a virtual address: one for each address space and state in which it was executed.</summary>
    public static IReadOnlyList<BlockImage> FindAll(Machine machine, uint address) =>
    [
        .. from region in machine.Bus.Regions
           from page in region.CodePages.OfType<CodePage>()
           from block in page.Blocks
           where block.Address == address
           select Of(machine, page, block),
    ];

    private static BlockImage Of(Machine machine, CodePage page, CodeBlock block)
    {
        return new BlockImage
        {
            Model = machine.Model,
            Address = block.Address,
            State = block.State,
            GuestCode = ReadGuestCode(page, block),
            Instructions = [.. block.Instructions],
            Ops = [.. block.Ops],
            HostCode = [.. block.HostCode],
            HostPieces = machine.Code.Native?.FindPieces(block) ?? [],
        };
    }

    private static ImmutableArray<byte> ReadGuestCode(CodePage page, CodeBlock block)
    {
        int offset = (int)(block.Address & ((1 << PhysicalBus.PageBits) - 1));
        int size = (int)block.SizeBytes;
        int onFirstPage = Math.Min(size, (1 << PhysicalBus.PageBits) - offset);
        ReadOnlySpan<byte> first = page.Region.Memory!.Bytes(page.PageOffset + offset, onFirstPage);
        return block.SecondPage is { } second ? [.. first, .. second.Region.Memory!.Bytes(second.PageOffset, size - onFirstPage)] : [.. first];
    }
}
