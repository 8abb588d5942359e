using Introspect.Arm.Decoding;
using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Tests;

/// <summary>A helper that an instruction called.</summary>
public readonly record struct HelperCall(Helper Helper, uint A, uint B, uint C);

/// <summary>
/// A few words of guest code, the registers, and 64 KiB of memory at address 0: enough to run instructions through
/// lowering and interpreter. Accesses beyond the memory fault; helpers other than pure arithmetic are answered by <see cref="Answer"/>.
/// </summary>
public sealed class TestCpu
{
    /// <summary>Where the code lies.</summary>
    public const uint CodeAddress = 0x8000;

    /// <summary>Size of the memory.</summary>
    public const uint MemorySize = 0x1_0000;

    private const string FlagLetters = "nzcvq";

    private readonly int _instructions;
    private RegisterFile _registers;

    private TestCpu(ExecutionState state, ReadOnlySpan<byte> code, int instructions)
    {
        _instructions = instructions;
        code.CopyTo(Memory.AsSpan((int)CodeAddress));
        this[Reg.Pc] = CodeAddress;
        State = state;
    }

    /// <summary>The model that decodes; v7 with every extension unless a test says otherwise.</summary>
    public CpuModel Model { get; set; } = Everything;

    /// <summary>A model with all there is, so that every row exists on it.</summary>
    public static CpuModel Everything { get; } =
        CpuCatalog.ByName["cortex-a15"] with { Name = "everything", Extensions = (ArmExtensions)~0 };

    /// <summary>The newest model with all there is that has an instruction.</summary>
    public static CpuModel EverythingWith(InstructionRow row) => row.Until == Everything.Version
        ? Everything
        : Everything with { Version = row.Until, Extensions = Everything.Extensions & ~ArmExtensions.Thumb2 };

    public byte[] Memory { get; } = new byte[MemorySize];

    /// <summary>Helpers called so far, but for pure arithmetic.</summary>
    public List<HelperCall> Calls { get; } = [];

    /// <summary>Gives the result of a helper; zero without it.</summary>
    public Func<HelperCall, uint>? Answer { get; set; }

    /// <summary>How the run ended.</summary>
    public BlockEnd End { get; private set; }

    /// <summary>The operation at which the run ended.</summary>
    public IrOp LastOp { get; private set; }

    /// <summary>The reason of an exit.</summary>
    public ExitKind ExitKind => (ExitKind)LastOp.Size;

    /// <summary>The block as it was lowered.</summary>
    public TranslatedBlock? Block { get; private set; }

    /// <summary>Others access the memory at the same time.</summary>
    public bool HasOthers { get; set; }

    /// <summary>The address whose access faulted.</summary>
    public uint? FaultAddress { get; private set; }

    public ExecutionState State
    {
        get => (ExecutionState)this[Slot.ExecutionState];
        set => this[Slot.ExecutionState] = (uint)value;
    }

    /// <summary>The flags N, Z, C, V and Q: an upper-case letter is set.</summary>
    public string Flags
    {
        get => string.Concat(FlagLetters.Select((letter, i) =>
            _registers[Slot.N.Index + i] != 0 ? char.ToUpperInvariant(letter) : letter));
        set
        {
            foreach (char letter in value)
            {
                _registers[Slot.N.Index + FlagLetters.IndexOf(char.ToLowerInvariant(letter))] = char.IsUpper(letter) ? 1u : 0;
            }
        }
    }

    public uint this[Reg register]
    {
        get => _registers[(int)register];
        set => _registers[(int)register] = value;
    }

    public uint this[Slot slot]
    {
        get => _registers[slot.Index];
        set => _registers[slot.Index] = value;
    }

    /// <summary>A CPU in front of A32 instructions.</summary>
    public static TestCpu Arm(params uint[] words) =>
        new(ExecutionState.Privileged, words.SelectMany(BitConverter.GetBytes).ToArray(), words.Length);

    /// <summary>A CPU in front of Thumb instructions: a number above 0xFFFF is a 32-bit one, first halfword high.</summary>
    public static TestCpu Thumb(params uint[] words) => new(
        ExecutionState.Privileged | ExecutionState.Thumb,
        words.SelectMany(w => w > 0xFFFF ? [.. Halfword(w >> 16), .. Halfword(w)] : Halfword(w)).ToArray(),
        words.Length);

    /// <summary>A register, set before the run.</summary>
    public TestCpu With(Reg register, uint value)
    {
        this[register] = value;
        return this;
    }

    /// <summary>Any slot, set before the run.</summary>
    public TestCpu With(Slot slot, uint value)
    {
        this[slot] = value;
        return this;
    }

    /// <summary>Flags, set before the run; letters that are not named stay.</summary>
    public TestCpu With(string flags)
    {
        Flags = flags;
        return this;
    }

    /// <summary>A word in memory.</summary>
    public TestCpu WithMemory(uint address, params uint[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            BitConverter.TryWriteBytes(Memory.AsSpan((int)address + (4 * i)), words[i]);
        }

        return this;
    }

    /// <summary>The word at an address.</summary>
    public uint Word(uint address) => BitConverter.ToUInt32(Memory, (int)address);

    /// <summary>Lowers the instructions into one block and interprets it.</summary>
    public TestCpu Run()
    {
        Block = new BlockTranslator(Model, HasOthers).Translate(CodeAddress, State, new Code(Memory), maxInstructions: _instructions);
        FaultAddress = null;
        var port = new Port(this);
        BlockResult result = Interpreter.Run(ref _registers, Block.Ops, 0, Block.Ops.Length, ref port);
        End = result.End;
        LastOp = result.Index < Block.Ops.Length ? Block.Ops[result.Index] : default;
        return this;
    }

    private static byte[] Halfword(uint value) => [(byte)value, (byte)(value >> 8)];

    private uint Call(HelperCall call)
    {
        switch (call.Helper)
        {
            case Helper.Parallel:
                uint flags = this[Slot.GreaterEqual];
                uint result = ParallelArithmetic.Run(call.C, call.A, call.B, ref flags);
                this[Slot.GreaterEqual] = flags;
                return result;
            case Helper.SumOfAbsoluteDifferences:
                return ParallelArithmetic.SumOfAbsoluteDifferences(call.A, call.B, call.C);
            default:
                Calls.Add(call);
                return Answer?.Invoke(call) ?? 0;
        }
    }

    private sealed class Code(byte[] memory) : IInstructionSource
    {
        public bool TryFetch(uint address, out ushort halfword)
        {
            bool fetched = address < MemorySize;
            halfword = fetched ? BitConverter.ToUInt16(memory, (int)address) : (ushort)0;
            return fetched;
        }
    }

    private readonly struct Port(TestCpu cpu) : IGuestPort
    {
        public PortStatus Load8(uint address, MemoryFlags flags, int instruction, out uint value) =>
            Load(address, flags, 1, out value);

        public PortStatus Load16(uint address, MemoryFlags flags, int instruction, out uint value) =>
            Load(address, flags, 2, out value);

        public PortStatus Load32(uint address, MemoryFlags flags, int instruction, out uint value) =>
            Load(address, flags, 4, out value);

        public PortStatus Load64(uint address, MemoryFlags flags, int instruction, out ulong value)
        {
            bool reachable = Reach(address, flags, 8);
            value = reachable ? BitConverter.ToUInt64(cpu.Memory, (int)address) : 0;
            return reachable ? PortStatus.Done : PortStatus.Fault;
        }

        public PortStatus Store8(uint address, MemoryFlags flags, int instruction, uint value) => Store(address, flags, 1, value);

        public PortStatus Store16(uint address, MemoryFlags flags, int instruction, uint value) => Store(address, flags, 2, value);

        public PortStatus Store32(uint address, MemoryFlags flags, int instruction, uint value) => Store(address, flags, 4, value);

        public PortStatus Store64(uint address, MemoryFlags flags, int instruction, ulong value) => Store(address, flags, 8, value);

        public PortStatus StoreExclusive(uint address, int bytes, in ExclusiveMark mark, ulong value, int instruction, out uint failed)
        {
            failed = 1;
            if (!Reach(address, MemoryFlags.AlignedToSize, bytes))
            {
                return PortStatus.Fault;
            }

            ReadOnlySpan<byte> held = BitConverter.GetBytes(mark.Value).AsSpan(0, bytes);
            if (mark.IsOf(address, bytes) && held.SequenceEqual(cpu.Memory.AsSpan((int)address, bytes)))
            {
                failed = 0;
                return Store(address, MemoryFlags.None, bytes, value);
            }

            return PortStatus.Done;
        }

        public uint ExclusiveStores(uint address) => 0x5000 + address;

        public PortStatus Call(int number, uint a, uint b, uint c, int instruction, out uint result)
        {
            result = cpu.Call(new HelperCall((Helper)number, a, b, c));
            return PortStatus.Done;
        }

        private PortStatus Load(uint address, MemoryFlags flags, int size, out uint value)
        {
            value = 0;
            if (!Reach(address, flags, size))
            {
                return PortStatus.Fault;
            }

            for (int i = 0; i < size; i++)
            {
                value |= (uint)cpu.Memory[(int)address + i] << (8 * i);
            }

            return PortStatus.Done;
        }

        private PortStatus Store(uint address, MemoryFlags flags, int size, ulong value)
        {
            if (!Reach(address, flags, size))
            {
                return PortStatus.Fault;
            }

            for (int i = 0; i < size; i++)
            {
                cpu.Memory[(int)address + i] = (byte)(value >> (8 * i));
            }

            return PortStatus.Done;
        }

        private bool Reach(uint address, MemoryFlags flags, int size)
        {
            if ((address & flags.RequiredZeros((uint)size)) == 0 && address <= MemorySize - size)
            {
                return true;
            }

            cpu.FaultAddress = address;
            return false;
        }
    }
}
