using Introspect.Ir;

namespace Introspect.Cpu.Tests;

public sealed class BankedRegistersTests
{
    [Fact]
    public void Each_mode_has_its_own_stack_and_link()
    {
        var banks = new BankedRegisters();
        RegisterFile r = default;
        (r[13], r[14]) = (1, 2);
        banks.Switch(ref r, ProcessorMode.Supervisor, ProcessorMode.Irq);
        (r[13], r[14]) = (3, 4);
        banks.Switch(ref r, ProcessorMode.Irq, ProcessorMode.Supervisor);
        Assert.Equal((1u, 2u), (r[13], r[14]));
        Assert.Equal(3u, banks.Read(ref r, ProcessorMode.Supervisor, ProcessorMode.Irq, 13));
    }

    [Fact]
    public void Fiq_has_five_high_registers_of_its_own()
    {
        var banks = new BankedRegisters();
        RegisterFile r = default;
        r[7] = 7;
        r[8] = 8;
        banks.Switch(ref r, ProcessorMode.User, ProcessorMode.Fiq);
        r[8] = 80;
        Assert.Equal(8u, banks.Read(ref r, ProcessorMode.Fiq, ProcessorMode.User, 8));
        banks.Switch(ref r, ProcessorMode.Fiq, ProcessorMode.System);
        Assert.Equal((7u, 8u), (r[7], r[8]));
        Assert.Equal(80u, banks.Read(ref r, ProcessorMode.System, ProcessorMode.Fiq, 8));
    }

    [Fact]
    public void User_and_System_share_their_registers_and_have_no_saved_status()
    {
        var banks = new BankedRegisters();
        RegisterFile r = default;
        r[13] = 5;
        banks.Switch(ref r, ProcessorMode.User, ProcessorMode.System);
        Assert.Equal(5u, r[13]);
        banks.WriteSpsr(ref r, ProcessorMode.System, ProcessorMode.System, 1);
        Assert.Equal(0u, banks.ReadSpsr(ref r, ProcessorMode.System, ProcessorMode.User));
    }

    [Fact]
    public void The_saved_status_of_the_current_mode_is_in_the_register_file_and_that_of_others_in_their_banks()
    {
        var banks = new BankedRegisters();
        RegisterFile r = default;
        banks.WriteSpsr(ref r, ProcessorMode.Supervisor, ProcessorMode.Supervisor, 1);
        banks.WriteSpsr(ref r, ProcessorMode.Supervisor, ProcessorMode.Irq, 2);
        Assert.Equal(1u, r[Slot.SavedStatus.Index]);
        banks.Switch(ref r, ProcessorMode.Supervisor, ProcessorMode.Irq);
        Assert.Equal(2u, r[Slot.SavedStatus.Index]);
        Assert.Equal(1u, banks.ReadSpsr(ref r, ProcessorMode.Irq, ProcessorMode.Supervisor));
        banks.Switch(ref r, ProcessorMode.Irq, ProcessorMode.System);
        Assert.Equal(0u, r[Slot.SavedStatus.Index]);
    }
}
