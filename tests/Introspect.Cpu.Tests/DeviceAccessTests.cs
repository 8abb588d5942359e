using System.Runtime.InteropServices;
using Introspect.Cpu.Dispatch;
using Introspect.Memory;

namespace Introspect.Cpu.Tests;

/// <summary>Where loads and stores go that reach devices, at the first access and at later ones, which take a shorter way.</summary>
public sealed class DeviceAccessTests : IDisposable
{
    private const uint Start = 0x8000, Table = 0x4000;
    private const ulong First = 0x1000_0000, Second = 0x2000_0000;
    private const uint PrivilegedSection = 0x402, Section = 0xC02, SectionOfCode = 0xC0E;
    private const ulong Enough = 100;

    // The guest's page tables in use: section 1 leads where r6 says.
    private static readonly uint[] s_enableMmu =
    [
        0xE3A0_0901,   // mov r0, #0x4000
        0xEE02_0F10,   // mcr p15, 0, r0, c2, c0, 0: TTBR0
        0xE3A0_1001,   // mov r1, #1
        0xEE03_1F10,   // mcr p15, 0, r1, c3, c0, 0: DACR
        0xEE11_1F10,   // mrc p15, 0, r1, c1, c0, 0: SCTLR
        0xE381_1001,   // orr r1, r1, #1
        0xEE01_1F10,   // mcr p15, 0, r1, c1, c0, 0
        0xF57F_F06F,   // isb
        0xE3A0_2601,   // mov r2, #0x100000
    ];

    private readonly HostMemory _memory = new("ram", 0x1_0000);
    private readonly PhysicalBus _shared = new();
    private readonly PhysicalBus _bus;

    public DeviceAccessTests()
    {
        _bus = new PhysicalBus(_shared);
        _shared.AddRam("ram", 0, _memory);
    }

    public static TheoryData<Engine> Engines => [Engine.Interpreter, Engine.Translator];

    [Theory, MemberData(nameof(Engines))]
    public void A_device_sees_how_many_instructions_came_before_each_access(Engine engine)
    {
        var device = new Device(0x1000);
        _shared.AddDevice("device", First, device);
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            0xE3A0_1201,    // mov r1, #0x10000000
            0xE591_0000,    // loop: ldr r0, [r1]
            0xE1A0_0000,    // mov r0, r0
            0xE581_0004,    // str r0, [r1, #4]
            0xEAFF_FFFB);   // b loop
        device.Accessed = () => vcpu.Instructions;

        Assert.Equal(SliceEnd.Budget, vcpu.Run(1 + (4 * 10)));

        Assert.Equal(Enumerable.Range(0, 20).Select(static access => 1 + (2 * (ulong)access)), device.Times);
    }

    [Theory, MemberData(nameof(Engines))]
    public void Devices_that_share_a_page_are_told_apart(Engine engine)
    {
        _shared.AddDevice("low", First, new Device(0x200, 0xA));
        _shared.AddDevice("high", First + 0x200, new Device(0x200, 0xB));
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            0xE3A0_1201,    // mov r1, #0x10000000
            0xE591_21FC,    // ldr r2, [r1, #0x1fc]
            0xE591_3200,    // ldr r3, [r1, #0x200]
            0xE591_41FC,    // ldr r4, [r1, #0x1fc]
            0xE591_5200,    // ldr r5, [r1, #0x200]
            0xEAFF_FFFE);   // b .

        vcpu.Run(Enough);

        Assert.Equal((0xAu, 0xBu, 0xAu, 0xBu), (vcpu.Registers[2], vcpu.Registers[3], vcpu.Registers[4], vcpu.Registers[5]));
    }

    [Theory, MemberData(nameof(Engines))]
    public void What_lies_in_front_of_a_part_of_a_device_is_found_behind_the_rest_of_it(Engine engine)
    {
        _shared.AddDevice("behind", First, new Device(0x1000, 0xA));
        _bus.AddDevice("in front", First + 0x100, new Device(0x100, 0xB));
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            0xE3A0_1201,    // mov r1, #0x10000000
            0xE591_2000,    // ldr r2, [r1]
            0xE591_3100,    // ldr r3, [r1, #0x100]
            0xEAFF_FFFE);   // b .

        vcpu.Run(Enough);

        Assert.Equal((0xAu, 0xBu), (vcpu.Registers[2], vcpu.Registers[3]));
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_page_whose_translation_was_dropped_leads_to_the_other_device(Engine engine)
    {
        _shared.AddDevice("first", First, new Device(0x10_0000, 0xA));
        _shared.AddDevice("second", Second, new Device(0x10_0000, 0xB));
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            [
                .. s_enableMmu,
                0xE592_4000,   // ldr r4, [r2]
                0xE592_5000,   // ldr r5, [r2]
                0xE580_6004,   // str r6, [r0, #4]: section 1
                0xF57F_F04F,   // dsb
                0xEE08_2F37,   // mcr p15, 0, r2, c8, c7, 1: TLBIMVA
                0xF57F_F04F,   // dsb
                0xE592_7000,   // ldr r7, [r2]
                0xEAFF_FFFE,   // b .
            ]);
        Map(section: 1, (uint)First | Section);
        vcpu.Registers[6] = (uint)Second | Section;

        vcpu.Run(Enough);

        Assert.Equal((0xAu, 0xAu, 0xBu), (vcpu.Registers[4], vcpu.Registers[5], vcpu.Registers[7]));
    }

    [Theory, MemberData(nameof(Engines))]
    public void What_a_privileged_mode_has_reached_is_closed_to_user_accesses_all_the_same(Engine engine)
    {
        _shared.AddDevice("device", First, new Device(0x10_0000, 0xA));
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            [
                .. s_enableMmu,
                0xE592_4000,   // ldr r4, [r2]
                0xE592_5000,   // ldr r5, [r2]
                0xE4B2_6000,   // ldrt r6, [r2], #0
            ]);
        Map(section: 1, (uint)First | PrivilegedSection);

        vcpu.Run(12);

        Assert.Equal((0xAu, 0xAu, 0u, ProcessorMode.Abort), (vcpu.Registers[4], vcpu.Registers[5], vcpu.Registers[6], vcpu.Mode));
    }

    public void Dispose() => ((IDisposable)_memory).Dispose();

    private Vcpu Load(CodeCache code, params ReadOnlySpan<uint> guest)
    {
        MemoryMarshal.AsBytes(guest).CopyTo(_memory.Bytes(Start, guest.Length * sizeof(uint)));
        Map(section: 0, SectionOfCode);
        Vcpu vcpu = LoneVcpu.Create(_bus, code);
        vcpu.Reset(Start);
        return vcpu;
    }

    private void Map(int section, uint descriptor) =>
        BitConverter.TryWriteBytes(_memory.Bytes(Table + (section * sizeof(uint)), sizeof(uint)), descriptor);

    private sealed class Device(uint size, uint value = 0) : IMmioDevice
    {
        public List<ulong> Times { get; } = [];

        public Func<ulong>? Accessed { get; set; }

        public uint Size => size;

        public uint Read32(uint offset)
        {
            Note();
            return value;
        }

        public void Write32(uint offset, uint written) => Note();

        public void Reset()
        {
        }

        private void Note()
        {
            if (Accessed is { } time)
            {
                Times.Add(time());
            }
        }
    }
}
