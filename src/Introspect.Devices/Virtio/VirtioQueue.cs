using System.Buffers.Binary;
using Introspect.Memory;

namespace Introspect.Devices.Virtio;

/// <summary>
/// A split virtqueue, VIRTIO 1.2 section 2.7, with indirect descriptors and event indexes. The rings lie in guest memory and
/// are hostile: what does not make sense, or does not lie in memory, breaks the queue until the driver resets the device.
/// </summary>
public sealed class VirtioQueue(IPhysicalMemory memory)
{
    /// <summary>The longest queue, and the longest chain of descriptors.</summary>
    public const int MaxSize = 256;

    private const int DescriptorBytes = 16;
    private const ushort Next = 1, Write = 2, Indirect = 4;
    private const ushort NoInterrupt = 1;

    private readonly VirtioChain _chain = new(memory);
    private ushort _nextAvailable;
    private ushort _nextUsed;
    private ushort _signalled;

    /// <summary>True when the driver has handed the queue over and it has not broken.</summary>
    public bool IsUsable => IsReady && !IsBroken;

    internal bool IsReady { get; private set; }

    internal bool IsBroken { get; private set; }

    internal bool UsesEventIndex { get; set; }

    internal uint Size { get; set; }

    internal ulong Descriptors { get; set; }

    /// <summary>The available ring, which the driver writes.</summary>
    internal ulong DriverArea { get; set; }

    /// <summary>The used ring, which the device writes.</summary>
    internal ulong DeviceArea { get; set; }

    /// <summary>True when the driver has put up a request that was not taken yet.</summary>
    public bool HasAvailable => IsUsable && Available() != 0;

    /// <summary>
    /// The next request, to be handed to <see cref="Complete"/> before the one after it is taken. False when there is none, or
    /// the queue broke over it.
    /// </summary>
    public bool TryTake(out VirtioChain chain)
    {
        chain = _chain;
        if (!IsUsable || Available() == 0)
        {
            return false;
        }

        ushort head = Read16(DriverArea + 4 + (2 * (ulong)(_nextAvailable % Size)));
        _nextAvailable++;
        _chain.Begin(head);
        IsBroken |= !TryWalk(Descriptors, Size, head, mayBeIndirect: true);
        if (UsesEventIndex)
        {
            Write16(DeviceArea + 4 + (8 * (ulong)Size), _nextAvailable);
        }

        return !IsBroken;
    }

    /// <summary>Gives a request back to the driver with what was written to it.</summary>
    public void Complete(VirtioChain chain)
    {
        Span<byte> element = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(element, chain.Head);
        BinaryPrimitives.WriteUInt32LittleEndian(element[4..], chain.Written);
        IsBroken |= !memory.TryWrite(DeviceArea + 4 + (8 * (ulong)(_nextUsed % Size)), element);
        _nextUsed++;
        Write16(DeviceArea + 2, _nextUsed);
    }

    internal bool TryHandOver()
    {
        bool isSane = Size is > 0 and <= MaxSize && uint.IsPow2(Size)
            && IsInRange(Descriptors, DescriptorBytes * Size)
            && IsInRange(DriverArea, 6 + (2 * Size))
            && IsInRange(DeviceArea, 6 + (8 * Size));
        IsReady = isSane;
        _nextAvailable = _nextUsed = _signalled = 0;
        return isSane;
    }

    internal void TakeBack() => IsReady = false;

    internal void Reset()
    {
        IsReady = IsBroken = UsesEventIndex = false;
        Size = 0;
        Descriptors = DriverArea = DeviceArea = 0;
        _nextAvailable = _nextUsed = _signalled = 0;
    }

    /// <summary>Whether the driver wants an interrupt for what was completed since this was asked last. Section 2.7.7.</summary>
    internal bool WantsInterrupt()
    {
        ushort before = _signalled;
        _signalled = _nextUsed;
        if (before == _nextUsed || !IsUsable)
        {
            return false;
        }

        if (!UsesEventIndex)
        {
            return (Read16(DriverArea) & NoInterrupt) == 0;
        }

        ushort wanted = Read16(DriverArea + 4 + (2 * (ulong)Size));
        return (ushort)(_nextUsed - wanted - 1) < (ushort)(_nextUsed - before);
    }

    private static bool IsInRange(ulong address, uint length) => address <= ulong.MaxValue - length;

    private int Available()
    {
        int count = (ushort)(Read16(DriverArea + 2) - _nextAvailable);
        IsBroken |= count > Size;
        return IsBroken ? 0 : count;
    }

    /// <summary>Collects a chain. Its length bounds the walk, so a loop ends too.</summary>
    private bool TryWalk(ulong table, uint entries, uint index, bool mayBeIndirect)
    {
        Span<byte> descriptor = stackalloc byte[DescriptorBytes];
        while (index < entries && memory.TryRead(table + (index * DescriptorBytes), descriptor))
        {
            ulong address = BinaryPrimitives.ReadUInt64LittleEndian(descriptor);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[8..]);
            ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[12..]);
            if ((flags & Indirect) != 0)
            {
                bool isTable = length % DescriptorBytes == 0 && length <= MaxSize * DescriptorBytes && IsInRange(address, length);
                return mayBeIndirect && (flags & Next) == 0 && isTable
                    && TryWalk(address, length / DescriptorBytes, 0, mayBeIndirect: false);
            }

            if (!_chain.TryAdd(address, length, (flags & Write) != 0))
            {
                return false;
            }

            if ((flags & Next) == 0)
            {
                return true;
            }

            index = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[14..]);
        }

        return false;
    }

    private ushort Read16(ulong address)
    {
        Span<byte> bytes = stackalloc byte[2];
        bytes.Clear();
        IsBroken |= !memory.TryRead(address, bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    private void Write16(ulong address, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        IsBroken |= !memory.TryWrite(address, bytes);
    }
}
