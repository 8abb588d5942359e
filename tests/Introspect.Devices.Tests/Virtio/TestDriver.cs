using System.Buffers.Binary;
using Introspect.Devices.Tests.Fakes;
using Introspect.Devices.Virtio;

namespace Introspect.Devices.Tests.Virtio;

/// <summary>One piece of a request: memory the device may read or write.</summary>
internal readonly record struct Piece(ulong Address, uint Length, bool IsWritable);

/// <summary>The guest's side of a virtio-mmio slot: negotiates, keeps rings in RAM, puts up requests.</summary>
internal sealed class TestDriver
{
    public const uint Magic = 0x000, Version = 0x004, DeviceId = 0x008, Features = 0x010, FeaturesSelect = 0x014;
    public const uint Accepted = 0x020, AcceptedSelect = 0x024, QueueSelect = 0x030, QueueMax = 0x034, QueueSize = 0x038;
    public const uint QueueReady = 0x044, Notify = 0x050, Interrupts = 0x060, Acknowledge = 0x064, Status = 0x070;
    public const uint DescriptorsLow = 0x080, DriverLow = 0x090, DeviceLow = 0x0A0, Generation = 0x0FC, Config = 0x100;
    public const uint UpToFeatures = 0x0B, Running = 0x0F, NeedsReset = 0x40;
    public const ulong Indirect = 1ul << 28, EventIndex = 1ul << 29, Version1 = 1ul << 32;
    public const ushort Next = 1, Write = 2, IsIndirect = 4;
    public const int Size = 8;

    private readonly ushort[] _available = new ushort[2];
    private readonly int[] _nextDescriptor = new int[2];

    public TestDriver(VirtioDevice? device)
    {
        Device = device;
        Slot = new VirtioMmio(device, Memory, Irq);
    }

    public VirtioDevice? Device { get; }

    public FakeMemory Memory { get; } = new();

    public FakeInterruptLine Irq { get; } = new();

    public VirtioMmio Slot { get; }

    public static ulong Descriptors(int queue) => FakeMemory.Base + ((ulong)queue * 0x1000);

    public static ulong Available(int queue) => Descriptors(queue) + 0x400;

    public static ulong Used(int queue) => Descriptors(queue) + 0x800;

    public uint this[uint register]
    {
        get => Slot.Read32(register);
        set => Slot.Write32(register, value);
    }

    public TestDriver Start(ulong features = Version1)
    {
        this[Status] = 3;
        for (uint half = 0; half < 2; half++)
        {
            this[AcceptedSelect] = half;
            this[Accepted] = (uint)(features >> (int)(32 * half));
        }

        this[Status] = UpToFeatures;
        for (int queue = 0; queue < (Device?.QueueCount ?? 0); queue++)
        {
            HandOver(queue);
        }

        this[Status] = Running;
        return this;
    }

    public void HandOver(int queue, uint size = Size)
    {
        this[QueueSelect] = (uint)queue;
        this[QueueSize] = size;
        this[DescriptorsLow] = (uint)Descriptors(queue);
        this[DriverLow] = (uint)Available(queue);
        this[DeviceLow] = (uint)Used(queue);
        this[QueueReady] = 1;
    }

    public void Descriptor(ulong table, int index, ulong address, uint length, ushort flags, ushort next)
    {
        Span<byte> bytes = Memory.At(table + (16 * (ulong)index), 16);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], flags);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[14..], next);
    }

    /// <summary>Puts up a chain of descriptors without telling the device.</summary>
    public void Put(int queue, params ReadOnlySpan<Piece> pieces)
    {
        int head = _nextDescriptor[queue];
        for (int i = 0; i < pieces.Length; i++)
        {
            int index = (head + i) % Size;
            bool isLast = i == pieces.Length - 1;
            ushort flags = (ushort)((pieces[i].IsWritable ? Write : 0) | (isLast ? 0 : Next));
            Descriptor(Descriptors(queue), index, pieces[i].Address, pieces[i].Length, flags, (ushort)((index + 1) % Size));
        }

        _nextDescriptor[queue] = (head + pieces.Length) % Size;
        PutHead(queue, (ushort)head);
    }

    public void PutHead(int queue, ushort head)
    {
        WriteWord(Available(queue) + 4 + (2 * (ulong)(_available[queue]++ % Size)), head);
        WriteWord(Available(queue) + 2, _available[queue]);
    }

    /// <summary>Puts up a request and notifies; gives the length that the used ring reports for it.</summary>
    public uint Ask(int queue, params ReadOnlySpan<Piece> pieces)
    {
        Put(queue, pieces);
        this[Notify] = (uint)queue;
        return UsedLength(queue, UsedIndex(queue) - 1);
    }

    public int UsedIndex(int queue) => ReadWord(Used(queue) + 2);

    public uint UsedLength(int queue, int index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Memory.At(Used(queue) + 8 + (8 * (ulong)(index & (Size - 1))), 4));

    public uint UsedId(int queue, int index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Memory.At(Used(queue) + 4 + (8 * (ulong)(index & (Size - 1))), 4));

    public void WriteWord(ulong address, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(Memory.At(address, 2), value);

    public ushort ReadWord(ulong address) => BinaryPrimitives.ReadUInt16LittleEndian(Memory.At(address, 2));
}
