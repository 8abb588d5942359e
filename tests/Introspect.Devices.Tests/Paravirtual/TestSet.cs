using Introspect.Devices.Paravirtual;
using Introspect.Devices.Tests.Fakes;

namespace Introspect.Devices.Tests.Paravirtual;

/// <summary>A paravirtual set with everything that a host can give it, which remembers what leaves it.</summary>
internal sealed class TestSet : IPacketBackend, IBlockBackend, IRingPeer
{
    public const uint Base = (uint)FakeMemory.Base, Outside = 0x1000;
    public const int InterruptNumber = 20;

    public TestSet(bool hasCable = true, bool isConnected = true)
    {
        Set = new ParavirtualSet(new ParavirtualSlot
        {
            Slot = new DeviceSlot
            {
                Interrupt = Irq,
                Clock = Clock,
                Events = Clock.Events,
                Memory = Memory,
                WallClockSeconds = 77,
                Characters = Text,
            },
            InterruptNumber = InterruptNumber,
            Pages = Memory,
            Power = (request, code) => Asked.Add((request, code)),
            Seed = 1,
            Drives = [this],
            Cable = hasCable ? this : null,
        });
        if (isConnected)
        {
            Set.Ring.Connect(this);
        }

        Set.Page.Write32(0x1C, uint.MaxValue);
    }

    public ParavirtualSet Set { get; }

    public FakeInterruptLine Irq { get; } = new();

    public FakeClock Clock { get; } = new();

    public FakeMemory Memory { get; } = new();

    public FakeCharacterSink Text { get; } = new();

    public byte[] Disk { get; } = [.. Enumerable.Range(0, 16 * 512).Select(static i => (byte)((i / 512) + i))];

    public bool DiskFails { get; set; }

    public bool IsReadOnly { get; init; }

    /// <summary>What the drive was asked: 'r', 'w' or 'f'.</summary>
    public string DiskLog { get; private set; } = "";

    public List<(PowerRequest Request, uint Code)> Asked { get; } = [];

    public List<byte[]> Frames { get; } = [];

    public List<byte[]> Messages { get; } = [];

    public uint Bells { get; private set; }

    public int Taken { get; private set; }

    public ulong Length => (ulong)Disk.Length;

    /// <summary>The device of a kind.</summary>
    public ParavirtualDevice this[ParavirtualKind kind] => Set.Placed().Single(placed => placed.Device.Kind == kind).Device;

    void IPacketBackend.Send(ReadOnlySpan<byte> frame) => Frames.Add(frame.ToArray());

    void IRingPeer.Send(byte[] message) => Messages.Add(message);

    public void Ring(uint bells) => Bells |= bells;

    public void NoteTaken() => Taken++;

    public bool TryRead(ulong offset, Span<byte> destination)
    {
        DiskLog += 'r';
        Disk.AsSpan((int)offset, destination.Length).CopyTo(destination);
        return !DiskFails;
    }

    public bool TryWrite(ulong offset, ReadOnlySpan<byte> source)
    {
        DiskLog += 'w';
        source.CopyTo(Disk.AsSpan((int)offset));
        return !DiskFails;
    }

    public bool TryFlush()
    {
        DiskLog += 'f';
        return !DiskFails;
    }
}
