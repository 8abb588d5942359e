using System.Text;
using Introspect.Arm;
using Introspect.Cpu;
using Introspect.Devices;
using Introspect.Machine.Loading;

namespace Introspect.Machine.Semihosting;

/// <summary>
/// Answers semihosting calls (Arm "Semihosting for AArch32 and AArch64", 2.0): SVC 0x123456 in A32 and SVC 0xAB in T32, with the
/// operation in R0 and its block's address in R1. Only privileged code may call: a process of a guest kernel calls that kernel.
/// Time comes from the machine's clock; the console's input comes through the machine's door. SYS_SYSTEM is refused.
/// This file holds the calls about the machine; those about files and the console have files of their own.
/// </summary>
public sealed partial class Semihost : ISemihost, ICharacterReceiver, IDisposable
{
    private const uint ArmTrap = 0x12_3456;
    private const uint ThumbTrap = 0xAB;
    private const uint ApplicationExit = 0x2_0026;
    private const uint Failed = uint.MaxValue;
    private const uint MostWords = 4;
    private const ulong NsInSecond = 1_000_000_000;
    private const ulong NsInCentisecond = 10_000_000;
    private const uint HeapAlignment = 8;

    private readonly Machine _machine;
    private readonly ISemihostFiles? _files;
    private readonly ICharacterSink _output;
    private readonly ICharacterReceiver? _serial;
    private readonly ulong _startSeconds;
    private readonly byte[] _commandLine;
    private readonly RamRange _heap;
    private SemihostError _error;

    private Semihost(Machine machine, MachineSurroundings surroundings, string commandLine, RamRange heap)
    {
        _machine = machine;
        _files = surroundings.SemihostFiles;
        _output = surroundings.Console;
        _serial = machine.Console;
        _startSeconds = surroundings.WallClockSeconds;
        _commandLine = Encoding.UTF8.GetBytes(commandLine);
        _heap = heap;
    }

    /// <summary>
    /// Gives a machine what its options ask for. Its guest may then use the console, both ways; the files only when
    /// <see cref="MachineSurroundings.SemihostFiles"/> is there. Heap and stack share the largest stretch of RAM that the
    /// guest's image leaves free.
    /// </summary>
    internal static void Attach(
        Machine machine, MachineOptions options, MachineSurroundings surroundings, RamRange ram, IEnumerable<GuestSegment> image)
    {
        if (!options.Semihosting)
        {
            return;
        }

        Semihost semihost = machine.Own(new Semihost(machine, surroundings, CommandLine(options), ram.LargestGap(image)));
        machine.Semihost = semihost;
        machine.Console = semihost;
        machine.OnReset(semihost.Reset);
    }

    public bool TryCall(Vcpu vcpu, uint immediate)
    {
        bool isThumb = (vcpu.State & ExecutionState.Thumb) != 0;
        if (!vcpu.IsPrivileged || immediate != (isThumb ? ThumbTrap : ArmTrap))
        {
            return false;
        }

        ref var r = ref vcpu.Registers;
        var operation = (SemihostOperation)r[0];
        var memory = new CallMemory(vcpu);
        Span<uint> block = stackalloc uint[(int)MostWords];
        for (uint i = 0; i < BlockWords(operation); i++)
        {
            if (!memory.TryReadWord(r[1] + (i * sizeof(uint)), out block[(int)i]))
            {
                r[0] = Fail(SemihostError.BadAddress);
                return true;
            }
        }

        if (Answer(operation, vcpu, r[1], block) is { } answer)
        {
            r[0] = answer;
        }

        return true;
    }

    public void Dispose() => CloseFiles();

    // As the C program's argv: the name of its image, and what the user gave.
    private static string CommandLine(MachineOptions options)
    {
        string name = Path.GetFileName(options.Kernel?.Name ?? "");
        string program = name.Contains(' ', StringComparison.Ordinal) ? $"\"{name}\"" : name;
        return options.Arguments is null ? program : $"{program} {options.Arguments}".TrimStart();
    }

    // Words of the block at R1 that every call of this kind has; the others use R1 as it is.
    private static uint BlockWords(SemihostOperation operation) => operation switch
    {
        SemihostOperation.Close or SemihostOperation.IsError or SemihostOperation.IsTerminal or
            SemihostOperation.FileLength or SemihostOperation.HeapInformation => 1,
        SemihostOperation.Seek or SemihostOperation.Remove or
            SemihostOperation.GetCommandLine or SemihostOperation.ExitExtended => 2,
        SemihostOperation.Open or SemihostOperation.Write or
            SemihostOperation.Read or SemihostOperation.TemporaryName => 3,
        SemihostOperation.Rename => MostWords,
        _ => 0,
    };

    // Null: the answer comes later, and the vCPU waits for it.
    private uint? Answer(SemihostOperation operation, Vcpu vcpu, uint argument, ReadOnlySpan<uint> block)
    {
        var memory = new CallMemory(vcpu);
        return operation switch
        {
            SemihostOperation.Open => Open(memory, name: (block[0], block[2]), mode: block[1]),
            SemihostOperation.Close => Close(block[0]),
            SemihostOperation.WriteCharacter => WriteCharacter(memory, argument),
            SemihostOperation.WriteString => WriteString(memory, argument),
            SemihostOperation.Write => Write(memory, block[0], block[1], block[2]),
            SemihostOperation.Read => Read(vcpu, block[0], block[1], block[2]),
            SemihostOperation.ReadCharacter => WaitForInput(new InputRequest(vcpu, 0, 1, IsCharacter: true)),
            SemihostOperation.IsError => (int)block[0] < 0 ? 1u : 0,
            SemihostOperation.IsTerminal => IsTerminal(block[0]),
            SemihostOperation.Seek => Seek(block[0], block[1]),
            SemihostOperation.FileLength => FileLength(block[0]),
            SemihostOperation.TemporaryName => TemporaryName(memory, block[0], block[1], block[2]),
            SemihostOperation.Remove => Remove(memory, (block[0], block[1])),
            SemihostOperation.Rename => Rename(memory, (block[0], block[1]), (block[2], block[3])),
            SemihostOperation.Clock => (uint)(_machine.Clock.NowNs / NsInCentisecond),
            SemihostOperation.Time => (uint)(_startSeconds + (_machine.Clock.NowNs / NsInSecond)),
            SemihostOperation.ErrorNumber => (uint)_error,
            SemihostOperation.GetCommandLine => GetCommandLine(memory, argument, block[0], block[1]),
            SemihostOperation.HeapInformation => HeapInformation(memory, block[0]),
            SemihostOperation.Exit => Exit(argument, 0),
            SemihostOperation.ExitExtended => Exit(block[0], (int)block[1]),
            SemihostOperation.Elapsed => Elapsed(memory, argument),
            SemihostOperation.TickFrequency => (uint)NsInSecond,
            _ => Fail(SemihostError.NoSuchCall),
        };
    }

    private uint Fail(SemihostError error)
    {
        _error = error;
        return Failed;
    }

    private uint Result(SemihostError error) => error == SemihostError.None ? 0 : Fail(error);

    private uint Written(bool written) => Result(written ? SemihostError.None : SemihostError.BadAddress);

    private uint GetCommandLine(CallMemory memory, uint block, uint buffer, uint length) =>
        length <= (uint)_commandLine.Length
            ? Fail(SemihostError.Invalid)
            : Written(
                memory.TryWrite(buffer, [.. _commandLine, 0]) &&
                memory.TryWriteWords(block + sizeof(uint), (uint)_commandLine.Length));

    // The heap grows up and the stack down into the same stretch, as QEMU has it.
    private uint HeapInformation(CallMemory memory, uint block)
    {
        uint low = (uint)(_heap.Base + HeapAlignment - 1) & ~(HeapAlignment - 1);
        uint high = (uint)_heap.End & ~(HeapAlignment - 1);
        return Written(memory.TryWriteWords(block, low, high, high, low));
    }

    private uint Elapsed(CallMemory memory, uint address)
    {
        ulong now = _machine.Clock.NowNs;
        return Written(memory.TryWriteWords(address, (uint)now, (uint)(now >> 32)));
    }

    // Every reason but the regular one is a failure, whatever code comes with it.
    private uint Exit(uint reason, int code)
    {
        _machine.Finish(reason == ApplicationExit
            ? MachineEnd.ExitByGuest(code)
            : new MachineEnd(EndKind.Exit, 1, $"the guest ended for reason 0x{reason:X}"));
        return 0;
    }

    private void Reset()
    {
        CloseFiles();
        _error = SemihostError.None;
        _typed.Clear();
        _waiting.Clear();
        _isReading = false;
    }
}
