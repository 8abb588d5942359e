using System.Buffers.Binary;
using Gee.External.Capstone;
using Gee.External.Capstone.X86;
using Introspect.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Disassembly;
using Introspect.Machine.Translations;
using Introspect.X64;

namespace Introspect.Cli.Output;

/// <summary>
/// Prints translated blocks: ARM beside operations beside x86, a paragraph for each instruction of the guest. Places in the host's code are
/// counted from the block's beginning; what is behind the block for an operation, such as its slow way, stands beside the operation too.
/// </summary>
internal sealed class TranslationListing(TextWriter output) : IDisposable
{
    private const int GuestWidth = 52;
    private const int OperationWidth = 48;

    private readonly CapstoneX86Disassembler _host = CapstoneDisassembler.CreateX86Disassembler(X86DisassembleMode.Bit64);

    public void Write(BlockImage block)
    {
        output.WriteLine(
            $"block {block.Address:X8} ({block.State}): " +
            $"instructions: {block.Instructions.Length}, operations: {block.Ops.Length}, bytes of the host: {block.HostCode.Length}");
        int piece = 0;
        for (; piece < block.HostPieces.Length && block.HostPieces[piece].Operation == CodePiece.OfBlock; piece++)
        {
            WriteHost(HostText(block, piece));
        }

        var decoder = new InstructionDecoder(block.Model);
        for (int i = 0; i < block.Instructions.Length; i++)
        {
            output.WriteLine();
            WriteInstruction(block, i, GuestText(decoder, block, block.Instructions[i]));
        }

        if (block.HostPieces.IsEmpty && !block.HostCode.IsEmpty)
        {
            output.WriteLine();
            WriteHost(HostText(block, 0, block.HostCode.Length));
        }

        for (; piece < block.HostPieces.Length; piece++)
        {
            if (block.HostPieces[piece].Operation == CodePiece.OfBlock)
            {
                output.WriteLine();
                WriteHost(HostText(block, piece));
            }
        }
    }

    public void Dispose() => _host.Dispose();

    private void WriteInstruction(BlockImage block, int instruction, string guest)
    {
        int first = block.Instructions[instruction].FirstOp;
        int behind = instruction + 1 < block.Instructions.Length ? block.Instructions[instruction + 1].FirstOp : block.Ops.Length;
        if (first == behind)
        {
            WriteRow(guest, "", "");
        }

        for (int op = first; op < behind; op++)
        {
            string operation = $"{op,3}  {OperationText.Of(block.Ops[op])}";
            IReadOnlyList<string> host =
            [
                .. Enumerable.Range(0, block.HostPieces.Length).Where(piece => block.HostPieces[piece].Operation == op).SelectMany(piece => HostText(block, piece)),
            ];
            for (int line = 0; line < Math.Max(1, host.Count); line++)
            {
                WriteRow(op == first && line == 0 ? guest : "", line == 0 ? operation : "", line < host.Count ? host[line] : "");
            }
        }
    }

    private void WriteHost(IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            output.WriteLine($"  {line}");
        }
    }

    private void WriteRow(string guest, string operation, string host) =>
        output.WriteLine($"{guest.PadRight(GuestWidth)}  {operation.PadRight(OperationWidth)}  {host}".TrimEnd());

    private IReadOnlyList<string> HostText(BlockImage block, int piece)
    {
        int end = piece + 1 < block.HostPieces.Length ? block.HostPieces[piece + 1].Start : block.HostCode.Length;
        return HostText(block, block.HostPieces[piece].Start, end);
    }

    private IReadOnlyList<string> HostText(BlockImage block, int begin, int end) => begin == end ? [] :
    [
        .. _host.Disassemble(block.HostCode.AsSpan()[begin..end].ToArray(), begin)
            .Select(static instruction => $"{instruction.Address:X4}  {instruction.Mnemonic,-8} {instruction.Operand}".TrimEnd()),
    ];

    private static string GuestText(InstructionDecoder decoder, BlockImage block, InstructionStart start)
    {
        uint address = block.Address + start.Offset;
        if (start.Size == 0)
        {
            return $"{address:X8}            (breakpoint)";
        }

        ReadOnlySpan<byte> code = block.GuestCode.AsSpan().Slice(start.Offset, start.Size);
        uint first = BinaryPrimitives.ReadUInt16LittleEndian(code);
        uint second = start.Size == 4 ? BinaryPrimitives.ReadUInt16LittleEndian(code[2..]) : 0u;
        (InstructionSet set, uint word) = (block.State & ExecutionState.Thumb) == 0 ? (InstructionSet.A32, first | (second << 16))
            : start.Size == 2 ? (InstructionSet.T16, first)
            : (InstructionSet.T32, (first << 16) | second);
        string text = Disassembler.Disassemble(decoder, set, word, address, start.It) ?? "(undefined)";
        string encoding = set == InstructionSet.T16 ? $"{word:X4}" : $"{word:X8}";
        return $"{address:X8}  {encoding,-8}  {text}";
    }
}
