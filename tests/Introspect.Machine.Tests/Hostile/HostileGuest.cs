using System.Runtime.InteropServices;
using Introspect.Cpu;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Machine.Loading;
using Introspect.Tracing.Events;

namespace Introspect.Machine.Tests.Hostile;

/// <summary>What executes a guest, and how it reaches memory.</summary>
public enum Way
{
    /// <summary>The interpreter.</summary>
    Interpreter,

    /// <summary>Translated code that looks in the software TLB.</summary>
    Lookup,

    /// <summary>Translated code with a window from the start.</summary>
    Window,
}

/// <summary>
/// A machine of board virt whose guest is a few instructions that are up to no good. Its exception vectors lead to themselves, so that it is seen
/// which one was taken.
/// </summary>
internal sealed class HostileGuest : IDisposable
{
    public const uint RamStart = 0x4000_0000, RamEnd = RamStart + (MemoryMiB << 20);
    public const uint Start = RamStart + 0x1_0000, Vectors = RamStart + 0x8000, Data = RamStart + 0x2_0000;
    public const uint Uart = 0x0900_0000, Nowhere = 0x2000_0000;

    /// <summary>Of 4 KiB pages, where the MMU is on, in the megabyte from here on.</summary>
    public const uint SmallPages = 0x5000_0000;

    private const uint MemoryMiB = 32;
    private const uint Sections = RamStart + 0x4000, PageTable = RamStart + 0xA000;
    private const uint Spin = RamStart + 0xF000, SpinInstructions = 1_200_000;
    private const uint BranchToItself = 0xEAFF_FFFE;

    private HostileGuest(Way way, bool isMapped, ReadOnlySpan<byte> program)
    {
        Machine = MachineFactory.Create(
            "hostile",
            new MachineOptions
            {
                MemoryMiB = (int)MemoryMiB,
                Kernel = new GuestFile("hostile", program.ToArray()),
                Engine = way == Way.Interpreter ? Engine.Interpreter : Engine.Translator,
                Tuning = EngineTuning.Full with { Windows = way == Way.Window },
            },
            new MachineSurroundings(new Silence(), WallClockSeconds: 0, Seed: 1));
        Vcpu.System.Bank.Vbar = Vectors;
        for (uint vector = 0; vector < 8; vector++)
        {
            Write(Vectors + (4 * vector), BranchToItself);
        }

        ((Span<uint>)Vcpu.Registers)[..15].Clear();
        if (isMapped)
        {
            Map();
        }

        if (way == Way.Window)
        {
            TakeWindow();
        }
    }

    /// <summary>A guest in A32 code.</summary>
    public static HostileGuest InA32(Way way, bool isMapped, params ReadOnlySpan<uint> program) =>
        new(way, isMapped, MemoryMarshal.AsBytes(program));

    /// <summary>A guest in T32 code.</summary>
    public static HostileGuest InT32(Way way, bool isMapped, params ReadOnlySpan<ushort> program)
    {
        var guest = new HostileGuest(way, isMapped, MemoryMarshal.AsBytes(program));
        guest.Vcpu.StartIn(thumb: true);
        return guest;
    }

    /// <summary>Every way without the MMU and with it.</summary>
    public static MatrixTheoryData<Way, bool> WaysAndMappings { get; } = new(Enum.GetValues<Way>(), [false, true]);

    public Machine Machine { get; }

    public Vcpu Vcpu => Machine.Vcpus[0];

    /// <summary>Blocks translated.</summary>
    public ulong Translations => Machine.Code.Translations;

    public ref uint this[int register] => ref Vcpu.Registers[register];

    /// <summary>Executes so many instructions, or fewer when the run ends.</summary>
    public void Run(ulong instructions)
    {
        ulong end = Machine.Instructions + instructions;
        while (Machine.Instructions < end && Machine.End is null)
        {
            Machine.Turn(end - Machine.Instructions);
        }
    }

    /// <summary>The prefetch abort that the guest has taken: fault status, fault address and link.</summary>
    public (uint Ifsr, uint Ifar, uint Link) PrefetchAbort()
    {
        Assert.Equal((1ul, ProcessorMode.Abort, Vectors + 0x0C), (Vcpu.Exits.Count(ExitReason.PrefetchAbort), Vcpu.Mode, Vcpu.Pc));
        return (Vcpu.System.Bank.Ifsr, Vcpu.System.Bank.Ifar, this[14]);
    }

    /// <summary>The data abort that the guest has taken: fault status, fault address and link.</summary>
    public (uint Dfsr, uint Dfar, uint Link) DataAbort()
    {
        Assert.Equal((1ul, ProcessorMode.Abort, Vectors + 0x10), (Vcpu.Exits.Count(ExitReason.DataAbort), Vcpu.Mode, Vcpu.Pc));
        return (Vcpu.System.Bank.Dfsr, Vcpu.System.Bank.Dfar, this[14]);
    }

    public void Write(uint address, params ReadOnlySpan<uint> words) => Assert.True(Machine.Bus.TryWrite(address, MemoryMarshal.AsBytes(words)));

    /// <summary>The section of 1 MiB at <paramref name="address"/> shows memory from <paramref name="physical"/> on.</summary>
    public void MapSection(uint address, uint physical)
    {
        const uint FullAccess = 0xC0E;
        WriteSection(address, physical | FullAccess);
    }

    /// <summary>Nothing is mapped at the section of an address.</summary>
    public void UnmapSection(uint address) => WriteSection(address, 0);

    public void Dispose() => Machine.Dispose();

    private void WriteSection(uint address, uint descriptor)
    {
        Write(Sections + ((address >> 20) * 4), descriptor);
        Vcpu.FlushTranslations();
    }

    // Sections that show each address what is there, but for one megabyte of pages: all of them the 256 of RAM from 1 MiB on.
    private void Map()
    {
        const uint Client = 1, SmallPage = 0x3E, Table = 1;
        for (uint section = 0; section < 4096; section++)
        {
            MapSection(section << 20, section << 20);
        }

        for (uint page = 0; page < 256; page++)
        {
            Write(PageTable + (4 * page), (RamStart + (1 << 20) + (page << 12)) | SmallPage);
        }

        WriteSection(SmallPages, PageTable | Table);
        Vcpu.System.Bank.Ttbr0 = Sections;
        Vcpu.System.Bank.Dacr = Client;
        Vcpu.System.Bank.WriteSctlr(Vcpu.System.Bank.Sctlr | 1);
        Vcpu.RefreshState();
    }

    private void TakeWindow()
    {
        Assert.SkipUnless(Machine.Code.UsesWindows, "this host does not let programs write the base of GS");
        Write(Spin, BranchToItself);
        Vcpu.Pc = Spin;
        Run(SpinInstructions);
        Assert.True(Vcpu.HasWindow);
        Vcpu.Pc = Start;
    }

    private sealed class Silence : ICharacterSink
    {
        public void Put(byte character)
        {
        }
    }
}
