using CsCheck;
using Introspect.Devices;
using Introspect.Machine.Loading;
using Introspect.Memory;

namespace Introspect.Machine.Tests.Paravirtual;

/// <summary>Whatever a guest stores to the windows of its board, nothing throws and nothing but RAM is written.</summary>
public sealed class ParavirtualProperties
{
    private const uint RamBytes = 1 << 20, MostRegisters = 0x40, Flash = 0x3400_0000, Vic = 0x1014_0000;
    private const int Windows = 14;

    private static readonly Gen<uint> s_value = Gen.OneOf(
        Gen.UInt[0, 8],
        Gen.UInt[0, 70_000],
        Gen.UInt[RamBytes - 8192, RamBytes + 8],
        Gen.UInt[Flash, Flash + 8192],
        Gen.UInt[Vic, Vic + 4096],
        Gen.UInt);

    private static readonly Gen<(uint Offset, uint Value)[]> s_stores = Gen.Select(
        Gen.UInt[0, Windows - 1], Gen.UInt[0, (MostRegisters / 4) - 1], s_value,
        static (window, word, value) => ((window * 0x1000) + (4 * word), value)).Array[1, 300];

    [Fact]
    public void No_store_throws_or_writes_anything_but_RAM() => s_stores.Sample(
        static stores =>
        {
            using Machine machine = MachineFactory.Create(
                "hostile",
                new MachineOptions { Board = "versatilepb", MemoryMiB = (int)(RamBytes >> 20), Kernel = new GuestFile("kernel", new byte[4096]) },
                new MachineSurroundings(DeviceSlot.Nowhere, WallClockSeconds: 1, Seed: 1));
            PhysicalBus bus = machine.Vcpus[0].Bus;
            foreach ((uint offset, uint value) in stores)
            {
                if (bus.Find(machine.ParavirtualBase + offset) is { Device: { } device } region)
                {
                    uint register = (uint)(machine.ParavirtualBase + offset - region.Start);
                    device.Write32(register, value);
                    device.Read32(register);
                }
            }

            Assert.False(bus.Find(Flash)!.Memory!.Bytes(0, 1 << 20).ContainsAnyExcept((byte)0));
            Assert.Equal(0u, bus.Find(Vic)!.Device!.Read32(0x10));
            machine.Reset();
            Assert.Null(machine.End);
        },
        iter: 300);
}
