using Introspect.Cpu;
using Introspect.Devices;
using Introspect.Machine.Loading;

namespace Introspect.Machine.Tests.Firmware;

public sealed class FirmwareCallsTests
{
    private const uint NotSupported = uint.MaxValue;

    public static TheoryData<uint, uint, uint[]> Calls => new()
    {
        // function     argument      results; R1 to R3 keep 0x11, 0x22, 0x33 where the call has none for them
        { 0x8400_0000,  0x11,         [0x0001_0000, 0x11, 0x22, 0x33] },                           // PSCI_VERSION
        { 0x8400_000A,  0x8400_0003,  [0, 0x8400_0003, 0x22, 0x33] },                              // PSCI_FEATURES of CPU_ON,
        { 0x8400_000A,  0x8000_0000,  [0, 0x8000_0000, 0x22, 0x33] },                              // of SMCCC_VERSION,
        { 0x8400_000A,  0x8400_0005,  [NotSupported, 0x8400_0005, 0x22, 0x33] },                   // of MIGRATE
        { 0x8000_0000,  0x11,         [0x0001_0001, 0x11, 0x22, 0x33] },                           // SMCCC_VERSION
        { 0x8000_0001,  0x8000_0000,  [0, 0x8000_0000, 0x22, 0x33] },                              // SMCCC_ARCH_FEATURES of itself,
        { 0x8000_0001,  0x8000_8000,  [NotSupported, 0x8000_8000, 0x22, 0x33] },                   // of WORKAROUND_1
        { 0x8600_FF01,  0x11,         [0x1E4C_9F6B, 0x0B4D_A752, 0x8A1F_3C9E, 0x465C_D270] },      // UID
        { 0x8600_FF03,  0x11,         [1, 0, 0x22, 0x33] },                                        // revision
        { 0x8600_0000,  0x11,         [0xF, 0x11, 0x22, 0x33] },                                   // features
        { 0x8600_0001,  0x11,         [0, 0x11, 0x22, 0x33] },                                     // mark
        { 0x8600_0002,  0x11,         [0x0B00_0000, 0x11, 0x22, 0x33] },                           // discovery page
        { 0x8600_0009,  0x11,         [NotSupported, 0x11, 0x22, 0x33] },
        { 0xC600_0000,  0x11,         [NotSupported, 0x11, 0x22, 0x33] },
    };

    [Theory, MemberData(nameof(Calls))]
    public void A_call_is_answered_in_the_registers(uint function, uint argument, uint[] results)
    {
        using Machine machine = Create("virt", "cortex-a15");
        Assert.True(Call(machine, function, argument, isSecureMonitorCall: false));
        Assert.Equal(results, Enumerable.Range(0, 4).Select(i => machine.Vcpus[0].Registers[i]));
    }

    [Fact]
    public void A_call_that_the_convention_does_not_have_is_not_answered()
    {
        using Machine machine = Create("virt", "cortex-a15");
        Assert.False(Call(machine, 0x1234, 0x11, isSecureMonitorCall: false));
        Assert.Equal([0x1234u, 0x11, 0x22, 0x33], Enumerable.Range(0, 4).Select(i => machine.Vcpus[0].Registers[i]));
    }

    [Theory]
    [InlineData("cortex-a15", false)]
    [InlineData("cortex-a15+virt", true)]
    public void The_service_is_called_as_PSCI_is(string cpu, bool isSecureMonitorCall)
    {
        using Machine machine = Create("virt", cpu);
        Assert.True(Call(machine, 0x8600_0003, 5, isSecureMonitorCall));
        Assert.Equal(MachineEnd.ExitByGuest(5), machine.End);
        Assert.False(Call(machine, 0x8600_0003, 5, !isSecureMonitorCall));
    }

    private static bool Call(Machine machine, uint function, uint argument, bool isSecureMonitorCall)
    {
        Vcpu vcpu = machine.Vcpus[0];
        (vcpu.Registers[0], vcpu.Registers[1], vcpu.Registers[2], vcpu.Registers[3]) = (function, argument, 0x22, 0x33);
        return machine.TryHypercall(vcpu, isSecureMonitorCall);
    }

    private static Machine Create(string board, string cpu) => MachineFactory.Create(
        board,
        new MachineOptions { Board = board, CpuModel = cpu, Kernel = new GuestFile("kernel", new byte[4096]) },
        new MachineSurroundings(DeviceSlot.Nowhere, WallClockSeconds: 1, Seed: 1));
}
