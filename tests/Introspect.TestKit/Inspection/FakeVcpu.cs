using System.Buffers.Binary;
using Introspect.Core.PageTables;
using Introspect.Inspection;

namespace Introspect.TestKit.Inspection;

/// <summary>A vCPU of <see cref="FakeMachine"/>.</summary>
public sealed class FakeVcpu : IInspectedVcpu
{
    /// <summary>Instructions for tests: the end of the run with r0 as exit code, and a guest's own breakpoint.</summary>
    public const uint Exit = 0xE7F0_00F0, Bkpt = 0xE120_0070;

    private const int Sp = 13, Pc = 15;
    private static readonly RegisterDescription[] s_registers =
    [
        .. Enumerable.Range(0, 13).Select(static i => new RegisterDescription($"r{i}", 32, RegisterGroups.Core)),
        new("sp", 32, RegisterGroups.Core, RegisterType.DataPointer),
        new("lr", 32, RegisterGroups.Core, RegisterType.CodePointer),
        new("pc", 32, RegisterGroups.Core, RegisterType.CodePointer),
        new("cpsr", 32, RegisterGroups.Core),
        .. Enumerable.Range(0, 32).Select(static i => new RegisterDescription($"d{i}", 64, RegisterGroups.Vfp, RegisterType.Double)),
        new("fpscr", 32, RegisterGroups.Vfp),
        new("MIDR", 32, RegisterGroups.System),
        new("SCTLR", 32, RegisterGroups.System) { Fields = [new("M", 0, 1), new("A", 1, 1), new("C", 2, 1), new("TRE", 28, 1)] },
        new("TTBR0", 64, RegisterGroups.System),
    ];

    private readonly FakeMachine _machine;
    private readonly ulong[] _values = new ulong[s_registers.Length];
    private uint? _reportedAt;

    internal FakeVcpu(FakeMachine machine, int index) => (_machine, Index) = (machine, index);

    public int Index { get; }

    public IReadOnlyList<RegisterDescription> Registers => s_registers;

    public MmuKind Mmu => MmuKind.Vmsa7;

    public VcpuActivity Activity => VcpuActivity.Executing;

    public uint ProgramCounter => (uint)_values[Pc];

    public ulong ReadRegister(int register)
    {
        _machine.RequireHold();
        return _values[register];
    }

    public bool TryWriteRegister(int register, ulong value)
    {
        _machine.RequireHold();
        if (s_registers[register].Name == "MIDR")
        {
            return false;
        }

        _reportedAt = register == Pc ? null : _reportedAt;
        _values[register] = value;
        return true;
    }

    public int ReadVirtual(uint address, Span<byte> destination) => _machine.ReadPhysical(address, destination);

    public int WriteVirtual(uint address, ReadOnlySpan<byte> source) => _machine.WritePhysical(address, source);

    public bool TryTranslate(uint address, out ulong physical)
    {
        physical = address;
        return true;
    }

    internal void Reset()
    {
        Array.Clear(_values);
        ReadOnlySpan<uint> values = [8, 0x40_0000, FakeMachine.Data, FakeMachine.Loop, FakeMachine.LoopEnd, 0x5253_5042];
        for (int i = 0; i < values.Length; i++)
        {
            _values[7 + i] = values[i];   // what the bench of the debugger looks for
        }

        _values[Sp] = FakeMachine.RamBase + 0x80_0000;
        _values[Pc] = FakeMachine.Loop;
        _values[Pc + 1] = 0x1D3;
        _values[Array.FindIndex(s_registers, static r => r.Name == "MIDR")] = 0x412F_C0F1;
    }

    internal void NoteReported() => _reportedAt = ProgramCounter;

    /// <summary>Executes one instruction, or says why it does not.</summary>
    internal StopEvent? Execute()
    {
        uint pc = ProgramCounter;
        bool passes = _reportedAt == pc;
        _reportedAt = null;
        if (!passes && _machine.HasBreakpoint(pc, Index))
        {
            return new StopEvent(StopReason.Breakpoint, Index) { Address = pc };
        }

        Span<byte> word = _machine.Ram(pc, 4);
        uint opcode = word.Length == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(word) : 0;
        uint next = pc + 4;
        switch (opcode)
        {
            case 0xE1A0_0000:
                break;
            case 0xE280_0001:
                _values[0] = (uint)_values[0] + 1;
                break;
            case 0xE589_0000 or 0xE599_1000:
                uint address = (uint)_values[9];
                bool store = opcode == 0xE589_0000;
                if (!passes && _machine.MeetWatchpoint(address, store ? WatchKind.Write : WatchKind.Read, Index) is { } met)
                {
                    return met;
                }

                Span<byte> data = _machine.Ram(address, 4);
                if (store)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(data, (uint)_values[0]);
                }
                else
                {
                    _values[1] = BinaryPrimitives.ReadUInt32LittleEndian(data);
                }

                break;
            case Exit:
                return new StopEvent(StopReason.GuestExit, Index) { ExitCode = (int)_values[0] };
            case Bkpt:
                return new StopEvent(StopReason.GuestBreakpoint, Index) { Address = pc };
            default:
                if (opcode >> 24 != 0xEA)
                {
                    return new StopEvent(StopReason.Crash, Index) { Text = $"The fake does not know 0x{opcode:X8} at 0x{pc:X8}." };
                }

                next = pc + 8 + (uint)((int)(opcode << 8) >> 6);
                break;
        }

        _values[Pc] = next;
        return null;
    }
}
