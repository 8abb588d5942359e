using System.Buffers.Binary;
using System.Text;
using Introspect.Cpu;
using Introspect.Devices;
using Introspect.Machine.Loading;
using Introspect.Machine.Semihosting;

namespace Introspect.Machine.Tests.Semihosting;

/// <summary>
/// A machine of board virt whose program is the two semihosting traps, each followed by a loop, and what its console was told.
/// </summary>
internal sealed class TestGuest : ICharacterSink, IDisposable
{
    public const uint RamStart = 0x4000_0000, RamEnd = RamStart + (MemoryMiB << 20);
    public const uint Nowhere = 0x2000_0000, UartData = 0x0900_0000;
    public const ulong StartSeconds = 1_000_000_000;

    private const uint MemoryMiB = 32;
    private const uint ThumbProgram = 8;
    private const uint Scratch = RamStart + 0x2_0000;

    private static readonly byte[] s_program =
    [
        0x56, 0x34, 0x12, 0xEF,     // svc 0x123456
        0xFE, 0xFF, 0xFF, 0xEA,     // b .
        0xAB, 0xDF,                 // svc 0xab (T16)
        0xFE, 0xE7,                 // b .
    ];

    private readonly StringBuilder _console = new();
    private readonly uint _start;
    private uint _free = Scratch;

    public TestGuest(ISemihostFiles? files = null, string? arguments = null, string name = "guest.bin")
    {
        Machine = MachineFactory.Create(
            "guest",
            new MachineOptions
            {
                MemoryMiB = (int)MemoryMiB,
                Kernel = new GuestFile($"/somewhere/{name}", s_program),
                Arguments = arguments,
                Semihosting = true,
            },
            new MachineSurroundings(this, StartSeconds, Seed: 1) { SemihostFiles = files });
        _start = Vcpu.Pc;
    }

    public Machine Machine { get; }

    public Vcpu Vcpu => Machine.Vcpus[0];

    public string Console => _console.ToString();

    public uint ErrorNumber => Call(0x13, 0);

    public void Put(byte character) => _console.Append((char)character);

    /// <summary>Makes a call from A32 or T32 and returns R0; the vCPU then stands behind it, and may wait for the answer.</summary>
    public uint Call(uint operation, uint argument, bool thumb = false)
    {
        Vcpu.StartIn(thumb);
        Vcpu.Pc = _start + (thumb ? ThumbProgram : 0);
        Vcpu.Registers[0] = operation;
        Vcpu.Registers[1] = argument;
        Assert.True(Machine.Step(0));
        Assert.Equal(_start + (thumb ? ThumbProgram + 2 : 4), Vcpu.Pc);
        return Vcpu.Registers[0];
    }

    /// <summary>Makes a call with a block of these words.</summary>
    public uint CallWith(uint operation, params ReadOnlySpan<uint> block) => Call(operation, Block(block));

    public uint Open(string name, uint mode) => CallWith(0x01, Text(name), mode, (uint)name.Length);

    /// <summary>Places words in memory.</summary>
    public uint Block(params ReadOnlySpan<uint> words)
    {
        byte[] bytes = new byte[words.Length * sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), words[i]);
        }

        return Place(bytes);
    }

    /// <summary>Places characters and a terminator in memory.</summary>
    public uint Text(string text) => Place([.. Encoding.Latin1.GetBytes(text), 0]);

    public uint Place(byte[] bytes)
    {
        uint address = _free;
        Assert.True(Machine.Bus.TryWrite(address, bytes));
        _free += ((uint)bytes.Length + 7) & ~7u;
        return address;
    }

    public string TextAt(uint address, uint length) => Encoding.Latin1.GetString(Bytes(address, length));

    public uint WordAt(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(address, sizeof(uint)));

    public void Type(string text) => Machine.Inputs.Post(Machine.Console!, Encoding.Latin1.GetBytes(text));

    public void Dispose() => Machine.Dispose();

    private byte[] Bytes(uint address, uint length)
    {
        byte[] bytes = new byte[length];
        Assert.True(Machine.Bus.TryRead(address, bytes));
        return bytes;
    }
}
