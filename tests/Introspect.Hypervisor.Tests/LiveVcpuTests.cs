using Introspect.Inspection;

namespace Introspect.Hypervisor.Tests;

public sealed class LiveVcpuTests
{
    private const uint RamEnd = TestGuests.RamBase + (16 << 20);

    public static TheoryData<string, ulong, ulong> Writes => new()
    {
        // register   written                  read back
        { "r7",       0x1234_5678,             0x1234_5678 },
        { "pc",       0x4001_0007,             0x4001_0004 },
        { "cpsr",     0xF000_01D2,             0xF000_01D2 },
        { "cpsr",     0x0000_01C0,             0x0000_01D3 },   // no such mode
        { "d0",       0x0123_4567_89AB_CDEF,   0x0123_4567_89AB_CDEF },
        { "d31",      0x0123_4567_89AB_CDEF,   0x0123_4567_89AB_CDEF },
        { "fpscr",    0xFFFF_FFFF,             0xFFF7_009F },
        { "SCTLR",    0xFFFF_FFFE,             0x72DD_3C7E },
        { "TTBR0",    0x4000_4000,             0x4000_4000 },
        { "VBAR",     0x4000_001F,             0x4000_0000 },
        { "CNTV_CVAL", 0x1_0000_0000,          0x1_0000_0000 },
        { "FPEXC",    0xFFFF_FFFF,             0x4000_0000 },
        { "sp_irq",   0x4000_8000,             0x4000_8000 },
        { "spsr_abt", 0x6000_0010,             0x6000_0010 },
        { "r8_fiq",   8,                       8 },
        { "lr_usr",   0x4000_1234,             0x4000_1234 },
    };

    [Theory, MemberData(nameof(Writes))]
    public void A_register_reads_as_what_can_be_written_to_it(string register, ulong written, ulong read)
    {
        using var machine = new TestMachine(TestGuests.Counting);
        Assert.True(machine.TryWrite(register, written));
        Assert.Equal(read, machine.Read(register));
    }

    [Theory]
    [InlineData("MIDR")]
    [InlineData("MPIDR")]
    [InlineData("FPSID")]
    [InlineData("CNTPCT")]
    public void A_register_that_nobody_can_write_says_so(string register)
    {
        using var machine = new TestMachine(TestGuests.Counting);
        Assert.False(machine.TryWrite(register, 1));
    }

    [Fact]
    public void The_first_registers_are_those_that_every_client_knows_and_no_name_comes_twice()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        IReadOnlyList<RegisterDescription> registers = machine.Live.Vcpus[0].Registers;
        string[] core = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc", "cpsr"];
        Assert.Equal(core, registers.Where(static r => r.Group == RegisterGroups.Core).Select(static r => r.Name));
        Assert.Equal(33, registers.Count(static r => r.Group == RegisterGroups.Vfp));
        Assert.Empty(registers.GroupBy(static r => r.Name).Where(static names => names.Count() > 1).Select(static names => names.Key));
        string[] some = ["SCTLR", "TTBR0", "DACR", "DFSR", "CONTEXTIDR", "CNTV_CTL", "sp_und", "spsr_fiq"];
        Assert.Empty(some.Except(registers.Select(static r => r.Name)));
    }

    [Fact]
    public void A_written_mode_brings_its_banked_registers()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        Assert.True(machine.TryWrite("sp", 0x1000));
        Assert.True(machine.TryWrite("sp_irq", 0x2000));
        Assert.True(machine.TryWrite("cpsr", 0x1D2));
        Assert.Equal((0x2000UL, 0x2000UL, 0x1000UL), (machine.Read("sp"), machine.Read("sp_irq"), machine.Read("sp_svc")));
    }

    [Fact]
    public void Memory_is_read_and_written_as_far_as_there_is_any()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        using MachineHold hold = machine.Live.Hold();
        IInspectedVcpu vcpu = machine.Live.Vcpus[0];
        byte[] bytes = new byte[0x3000];
        Assert.Equal(0x1800, vcpu.WriteVirtual(RamEnd - 0x1800, bytes));
        Assert.Equal(0x1800, vcpu.ReadVirtual(RamEnd - 0x1800, bytes));
        Assert.Equal(0x1800, machine.Live.WritePhysical(RamEnd - 0x1800, bytes));
        Assert.Equal(0x1800, machine.Live.ReadPhysical(RamEnd - 0x1800, bytes));
        Assert.Equal(0x10, machine.Live.ReadPhysical(0, bytes.AsSpan(0, 0x10)));     // flash is read,
        Assert.Equal(0, machine.Live.WritePhysical(0, bytes.AsSpan(0, 0x10)));       // never written
        Assert.Equal(0, vcpu.ReadVirtual(0x0900_0000, bytes));                       // a device is neither
        Assert.Equal(0, vcpu.WriteVirtual(0x0900_0000, bytes));
        Assert.Equal(0, vcpu.ReadVirtual(0xFFFF_FFF0, bytes));
        Assert.Equal(0, machine.Live.ReadPhysical(ulong.MaxValue - 3, bytes));
        Assert.Equal(0, machine.Live.WritePhysical(ulong.MaxValue - 3, bytes));
    }

    [Fact]
    public void Memory_is_seen_as_the_mmu_maps_it_whatever_the_permissions()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        using MachineHold hold = machine.Live.Hold();
        IInspectedVcpu vcpu = machine.Live.Vcpus[0];

        // One section: 0x80000000 is RAM, with no access for anybody, in a domain of a client.
        Assert.Equal(4, machine.Live.WritePhysical(TestGuests.RamBase + 0x4000 + (0x800 * 4), [0x02, 0x00, 0x00, 0x40]));
        Assert.True(machine.TryWrite("TTBR0", TestGuests.RamBase + 0x4000));
        Assert.True(machine.TryWrite("DACR", 1));
        Assert.True(machine.TryWrite("SCTLR", machine.Read("SCTLR") | 1));

        Assert.True(vcpu.TryTranslate(0x8001_0004, out ulong physical));
        Assert.Equal(TestGuests.Loop, physical);
        Assert.False(vcpu.TryTranslate(TestGuests.Loop, out _));
        byte[] bytes = new byte[8];
        Assert.Equal(4, vcpu.ReadVirtual(0x800F_FFFC, bytes));
        Assert.Equal(4, vcpu.WriteVirtual(0x800F_FFFC, bytes));
        Assert.Equal(0, vcpu.ReadVirtual(TestGuests.Loop, bytes));
    }

    [Fact]
    public void Code_that_a_client_writes_is_executed()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        machine.Resume();
        machine.WaitForProgress();
        machine.Stop();
        using (machine.Live.Hold())
        {
            machine.Live.Vcpus[0].WriteVirtual(TestGuests.Loop, [0x00, 0x00, 0xA0, 0xE1]);   // nop for add r0, r0, #1
        }

        ulong r0 = machine.Read("r0");
        machine.Resume();
        machine.WaitForProgress();
        machine.Stop();
        Assert.InRange(machine.Read("r0"), r0, r0);
        Assert.True(machine.Read("r3") > 2 * r0);
    }

    [Fact]
    public void The_memory_map_says_what_lies_where()
    {
        using var machine = new TestMachine(TestGuests.Counting);
        IReadOnlyList<MemoryRegion> map = machine.Live.MemoryMap;
        Assert.Contains(new MemoryRegion(TestGuests.RamBase, 16 << 20, MemoryKind.Ram, "ram"), map);
        Assert.Contains(map, static region => region is { Start: 0, Kind: MemoryKind.Rom });
        Assert.Contains(map, static region => region is { Start: 0x0800_0000, Kind: MemoryKind.Device });
        Assert.All(map.Zip(map.Skip(1)), static pair => Assert.True(pair.First.Start + pair.First.Length <= pair.Second.Start));
    }
}
