using BenchmarkDotNet.Attributes;
using Introspect.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Models;

namespace Introspect.Benchmarks;

/// <summary>What it costs to turn an instruction into operations, the host's code apart: time and bytes are those of one instruction.</summary>
[MemoryDiagnoser, MinColumn]
public class TranslationBenchmarks : IInstructionSource
{
    // A block of a compiler's making.
    private static readonly uint[] s_code =
    [
        0xE59D_0008, // ldr   r0, [sp, #8]
        0xE5DD_2015, // ldrb  r2, [sp, #21]
        0xE080_1102, // add   r1, r0, r2, lsl #2
        0xE203_30FF, // and   r3, r3, #255
        0xE58D_1010, // str   r1, [sp, #16]
        0xE1A0_2003, // mov   r2, r3
        0xE354_0005, // cmp   r4, #5
        0x1AFF_FFF7, // bne   .-28
    ];

    private readonly InstructionDecoder _decoder = new(CpuCatalog.ByName["cortex-a15"]);
    private readonly BlockTranslator _translator = new(CpuCatalog.ByName["cortex-a15"]);

    [Benchmark(OperationsPerInvoke = 8)]
    public int Decoding()
    {
        int sum = 0;
        foreach (uint word in s_code)
        {
            sum += _decoder.Find(InstructionSet.A32, word);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = 8)]
    public TranslatedBlock Decoding_and_lowering() => _translator.Translate(0x8000, ExecutionState.Privileged, this);

    bool IInstructionSource.TryFetch(uint address, out ushort halfword)
    {
        uint word = s_code[(address - 0x8000) >> 2];
        halfword = (ushort)((address & 2) == 0 ? word : word >> 16);
        return true;
    }
}
