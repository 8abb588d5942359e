using Introspect.Memory;

namespace Introspect.Devices.Tests.Fakes;

/// <summary>RAM of a machine, from 0x4000_0000 on.</summary>
internal sealed class FakeMemory(int length = 1 << 20) : IPhysicalMemory, IDiscardsMemory
{
    public const ulong Base = 0x4000_0000;

    public byte[] Bytes { get; } = new byte[length];

    public ulong End => Base + (ulong)Bytes.Length;

    public Span<byte> At(ulong address, int length) => Bytes.AsSpan((int)(address - Base), length);

    public bool TryRead(ulong address, Span<byte> destination)
    {
        bool lies = Lies(address, destination.Length);
        if (lies)
        {
            At(address, destination.Length).CopyTo(destination);
        }

        return lies;
    }

    public bool TryWrite(ulong address, ReadOnlySpan<byte> source)
    {
        bool lies = Lies(address, source.Length);
        if (lies)
        {
            source.CopyTo(At(address, source.Length));
        }

        return lies;
    }

    public bool TryDiscard(ulong address, int length)
    {
        bool lies = length % 4096 == 0 && address % 4096 == 0 && Lies(address, length);
        if (lies)
        {
            At(address, length).Clear();
        }

        return lies;
    }

    private bool Lies(ulong address, int length) => address >= Base && address <= End && (ulong)length <= End - address;
}
