using System.Buffers.Binary;
using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Cli.Output;
using Introspect.Machine.Translations;
using Introspect.TestKit;
using Introspect.X64;

namespace Introspect.Cli.Tests.Output;

public sealed class TranslationListingTests
{
    private const uint Start = 0x4001_0000;

    // subs r1, r1, #1; ldrne r2, [r3], #4; vadd.f32 q0, q1, q2; mrc p15, #0, r0, c0, c0, #0; svc #1
    private static readonly byte[] s_arm = Words(0xE251_1001, 0x1493_2004, 0xF202_0D44, 0xEE10_0F10, 0xEF00_0001);

    // it eq; addeq r0, r0, #1; movw r1, #0x1234; bx lr
    private static readonly byte[] s_thumb = [0x08, 0xBF, 0x40, 0x1C, 0x41, 0xF2, 0x34, 0x21, 0x70, 0x47];

    // sub dword ptr [rbp + 0x40], 5; js; then for each operation one instruction; ret
    private static readonly byte[] s_entry = [0x83, 0x6D, 0x40, 0x05, 0x78, 0x10];

    [Fact]
    public void Arm_stands_beside_operations_beside_the_code_of_the_host()
    {
        BlockImage block = Translate(s_arm, ExecutionState.AdvancedSimd | ExecutionState.FloatingPoint | ExecutionState.Privileged);
        byte[] host = [.. s_entry, .. block.Ops.SelectMany(static (_, index) => (byte[])[0xB8, (byte)index, 0, 0, 0]), 0xC3];
        Golden.Verify("translation.txt", Print(block with
        {
            HostCode = [.. host],
            HostPieces =
            [
                new CodePiece(0, CodePiece.OfBlock),
                .. Enumerable.Range(0, block.Ops.Length).Select(static index => new CodePiece(s_entry.Length + (5 * index), index)),
                new CodePiece(s_entry.Length + (5 * block.Ops.Length), CodePiece.OfBlock),
            ],
        }));
    }

    [Fact]
    public void What_is_behind_the_block_for_an_operation_stands_beside_it()
    {
        // nop; mov eax, 1 for the first operation; mov eax, 2 for the others; behind them hlt for the first; ret
        string[] lines = Print(Translate(s_arm, ExecutionState.Privileged) with
        {
            HostCode = [0x90, 0xB8, 1, 0, 0, 0, 0xB8, 2, 0, 0, 0, 0xF4, 0xC3],
            HostPieces = [new(0, CodePiece.OfBlock), new(1, 0), new(6, 1), new(11, 0), new(12, CodePiece.OfBlock)],
        }).Split('\n');
        int first = Array.FindIndex(lines, static line => line.EndsWith("0001  mov      eax, 1", StringComparison.Ordinal));
        Assert.StartsWith("40010000  E2511001", lines[first]);
        Assert.EndsWith("000B  hlt", lines[first + 1]);
        Assert.Contains(lines[(first + 2)..], static line => line.EndsWith("0006  mov      eax, 2", StringComparison.Ordinal));
        Assert.Equal("  000C  ret", lines[^2].TrimEnd());
    }

    [Fact]
    public void Where_operations_are_not_found_in_the_code_of_the_host_it_follows_as_a_whole() =>
        Golden.Verify("translation-thumb.txt", Print(Translate(s_thumb, ExecutionState.Thumb) with { HostCode = [.. s_entry, 0xC3] }));

    private static string Print(BlockImage block)
    {
        using var text = new StringWriter();
        using var listing = new TranslationListing(text);
        listing.Write(block);
        return text.ToString();
    }

    private static BlockImage Translate(byte[] code, ExecutionState state)
    {
        CpuModel model = CpuCatalog.ByName["cortex-a15"];
        TranslatedBlock translation = new BlockTranslator(model).Translate(Start, state, new Code(code));
        return new BlockImage
        {
            Model = model,
            Address = Start,
            State = state,
            GuestCode = [.. code],
            Instructions = [.. translation.Instructions],
            Ops = [.. translation.Ops],
        };
    }

    private static byte[] Words(params ReadOnlySpan<uint> words)
    {
        byte[] bytes = new byte[4 * words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        }

        return bytes;
    }

    private sealed class Code(byte[] bytes) : IInstructionSource
    {
        public bool TryFetch(uint address, out ushort halfword) =>
            BinaryPrimitives.TryReadUInt16LittleEndian(bytes.AsSpan((int)(address - Start)), out halfword);
    }
}
