using System.Runtime.InteropServices;
using Introspect.Cpu.Dispatch;
using Introspect.Memory;

namespace Introspect.Cpu.Tests;

/// <summary>64 KiB of RAM from address 0 on, and vCPUs that execute a few words in it.</summary>
internal sealed class SmallGuest : IDisposable
{
    /// <summary>Where its code is.</summary>
    public const uint Start = 0x8000;

    private readonly HostMemory _memory = new("ram", 0x1_0000);
    private readonly PhysicalBus _bus = new();

    public SmallGuest() => _bus.AddRam("ram", 0, _memory);

    /// <summary>A vCPU in front of these words, with the MMU off.</summary>
    public Vcpu Load(CodeCache code, string model, params ReadOnlySpan<uint> words)
    {
        MemoryMarshal.AsBytes(words).CopyTo(_memory.Bytes(Start, words.Length * sizeof(uint)));
        Vcpu vcpu = LoneVcpu.Create(_bus, code, model);
        vcpu.Pc = Start;
        return vcpu;
    }

    /// <summary>Sets a word of memory.</summary>
    public void Put(uint address, uint value) => BitConverter.TryWriteBytes(_memory.Bytes(address, sizeof(uint)), value);

    /// <summary>A word of memory.</summary>
    public uint Word(uint address) => BitConverter.ToUInt32(_memory.Bytes(address, sizeof(uint)));

    /// <summary>Words of memory that follow each other.</summary>
    public uint[] Words(uint address, int count) => MemoryMarshal.Cast<byte, uint>(_memory.Bytes(address, count * sizeof(uint))).ToArray();

    public void Dispose() => ((IDisposable)_memory).Dispose();
}
