using System.Buffers.Binary;
using Introspect.Cpu.Dispatch;
using Introspect.Memory;

namespace Introspect.Cpu.Tests.FloatingPoint;

/// <summary>A vCPU that executes an instruction in a loop of A32 or T32 code: each turn loads FPSCR and operands of a case and stores what became of them.</summary>
internal sealed class VfpLoop : IDisposable
{
    /// <summary>The most cases of a run.</summary>
    public const int MostCases = 4096;

    private const uint Start = 0x1_0000, Input = 0x10_0000, Output = 0x14_0000;
    private const int InputBytes = 32, OutputBytes = 16, Instruction = 5;

    private static readonly uint[] s_arm =
    [
        0xE590_3000,   // ldr r3, [r0]
        0xED90_0B02,   // vldr d0, [r0, #8]
        0xED90_1B04,   // vldr d1, [r0, #16]
        0xED90_2B06,   // vldr d2, [r0, #24]
        0xEEE1_3A10,   // vmsr fpscr, r3
        0x0000_0000,   // the instruction
        0xEEF1_4A10,   // vmrs r4, fpscr
        0xED81_0B00,   // vstr d0, [r1]
        0xE581_4008,   // str r4, [r1, #8]
        0xE280_0020,   // add r0, r0, #32
        0xE281_1010,   // add r1, r1, #16
        0xE252_2001,   // subs r2, r2, #1
        0x1AFF_FFF2,   // bne, to the first
    ];

    // The same in T32, where VFP has the words of A32; the others are halfwords.
    private static readonly uint[] s_thumb =
        [0x6803, 0xED90_0B02, 0xED90_1B04, 0xED90_2B06, 0xEEE1_3A10, 0x0000_0000, 0xEEF1_4A10, 0xED81_0B00, 0x608C, 0x3020, 0x3110, 0x3A01, 0xD1EB];

    private readonly HostMemory _memory = new("ram", 0x20_0000);
    private readonly CodeCache _cache;
    private readonly Vcpu _vcpu;
    private readonly uint[] _code;
    private uint _loop, _end = Start, _instruction;

    public VfpLoop(Engine engine, bool isThumb)
    {
        _code = isThumb ? s_thumb : s_arm;
        var bus = new PhysicalBus();
        bus.AddRam("ram", 0, _memory);
        _cache = new CodeCache(engine: engine);
        _vcpu = LoneVcpu.Create(bus, _cache);
        _vcpu.System.WriteCpacr(0x00F0_0000);
        _vcpu.System.WriteFpexc(1 << 30);
        _vcpu.RefreshState();
        _vcpu.StartIn(isThumb);
    }

    /// <summary>Executes the instruction on all cases.</summary>
    public VfpResult[] Run(uint instruction, ReadOnlySpan<VfpCase> cases)
    {
        Load(instruction);
        Span<byte> input = _memory.Bytes(Input, cases.Length * InputBytes);
        for (int i = 0; i < cases.Length; i++)
        {
            Span<byte> record = input[(i * InputBytes)..];
            BinaryPrimitives.WriteUInt32LittleEndian(record, cases[i].Fpscr);
            BinaryPrimitives.WriteUInt64LittleEndian(record[8..], cases[i].D);
            BinaryPrimitives.WriteUInt64LittleEndian(record[16..], cases[i].N);
            BinaryPrimitives.WriteUInt64LittleEndian(record[24..], cases[i].M);
        }

        (_vcpu.Registers[0], _vcpu.Registers[1], _vcpu.Registers[2]) = (Input, Output, (uint)cases.Length);
        _vcpu.Pc = _loop;
        _vcpu.Run((ulong)(cases.Length * _code.Length));
        Assert.Equal((_end, 0u), (_vcpu.Pc, _vcpu.Registers[2]));

        var results = new VfpResult[cases.Length];
        ReadOnlySpan<byte> output = _memory.Bytes(Output, cases.Length * OutputBytes);
        for (int i = 0; i < results.Length; i++)
        {
            ReadOnlySpan<byte> record = output[(i * OutputBytes)..];
            results[i] = new VfpResult(BinaryPrimitives.ReadUInt64LittleEndian(record), BinaryPrimitives.ReadUInt32LittleEndian(record[8..]));
        }

        return results;
    }

    public void Dispose()
    {
        _vcpu.Dispose();
        _cache.Dispose();
        ((IDisposable)_memory).Dispose();
    }

    // Each instruction has a loop at a place of its own, so that none is translated code of another.
    private void Load(uint instruction)
    {
        if (instruction == _instruction)
        {
            return;
        }

        (_instruction, _loop) = (instruction, _end);
        foreach (uint word in _code.Select((word, i) => i == Instruction ? instruction : word))
        {
            if (_code == s_arm)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(_memory.Bytes(_end, 4), word);
                _end += 4;
                continue;
            }

            if (word > ushort.MaxValue)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_memory.Bytes(_end, 2), (ushort)(word >> 16));
                _end += 2;
            }

            BinaryPrimitives.WriteUInt16LittleEndian(_memory.Bytes(_end, 2), (ushort)word);
            _end += 2;
        }
    }
}
