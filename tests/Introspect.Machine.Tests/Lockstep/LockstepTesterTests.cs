using System.Runtime.InteropServices;
using Introspect.Core.Timing;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Ir;
using Introspect.Machine.Loading;
using Introspect.Machine.Lockstep;
using Introspect.Machine.Tests.Semihosting;
using Introspect.Machine.Translations;

namespace Introspect.Machine.Tests.Lockstep;

/// <summary>Differences that are planted in one of the two machines are found, to the instruction.</summary>
public sealed class LockstepTesterTests
{
    private const ulong Limit = 3000;
    private const int MemoryMiB = 32;
    private const int Loop = 2;
    private const int LoopLength = 6;
    private const int FirstBlock = Loop + LoopLength;

    private static readonly uint[] s_program =
    [
        0xE3A0_0000,    // 0        mov r0, #0
        0xE3A0_1C01,    // 1        mov r1, #256
        0xE280_0001,    // 2 loop:  add r0, r0, #1
        0xE080_2001,    // 3        add r2, r0, r1
        0xE083_3002,    // 4        add r3, r3, r2
        0xE584_3000,    // 5        str r3, [r4]
        0xE251_1001,    // 6        subs r1, r1, #1
        0x1AFF_FFF9,    // 7        bne loop
        0xEAFF_FFFE,    // 8        b .
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public async Task Machines_that_do_the_same_are_equal_to_the_end(ulong every)
    {
        LockstepResult result = await RunAsync(every, static (_, _) => { });
        Assert.Equal(new LockstepResult(Limit, HasReachedEnd: false, Difference: null), result);
    }

    // Ten times around the loop, then in the midst of it.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public async Task A_register_that_changes_by_itself_is_found(ulong every)
    {
        const ulong When = Loop + (10 * LoopLength) + 2;
        LockstepDifference difference = await FindAsync(every, static (machine, engine) =>
        {
            if (engine == Engine.Translator)
            {
                new TimedEvent(machine.Events, () => machine.Vcpus[0].Registers[7] ^= 0x100).Set(When);
            }
        });
        Assert.Equal((When, When + 1, true, 0), (difference.Start, difference.End, difference.IsMinimal, difference.Vcpu));
        Assert.Equal([new FieldDifference("r7", 0, 0x100)], difference.Fields);
        Assert.Contains(new NamedValue("r0", 11), difference.Before);
    }

    [Fact]
    public async Task A_word_of_memory_that_changes_by_itself_is_found()
    {
        const ulong When = 1000;
        const ulong Place = TestGuest.RamStart + 0x10_0008;
        LockstepDifference difference = await FindAsync(every: 100, static (machine, engine) =>
        {
            if (engine == Engine.Translator)
            {
                new TimedEvent(machine.Events, () => machine.Bus.TryWrite(Place, [1, 2, 3, 4])).Set(When);
            }
        });
        Assert.Equal((When, When + 1), (difference.Start, difference.End));
        Assert.Equal([new FieldDifference("[40100008]", 0, 0x0403_0201)], difference.Fields);
    }

    // An operation of the first block is another one on one side; whoever enters the block further on gets a translation without the fault.
    [Theory]
    [InlineData(Limit)]
    [InlineData(FirstBlock + 1)]
    public async Task An_operation_that_does_something_else_is_found_with_the_block_that_has_it(ulong every)
    {
        const int Faulty = 4;
        LockstepDifference difference = await FindAsync(every, static (machine, engine) =>
        {
            if (engine == Engine.Translator)
            {
                uint start = machine.Vcpus[0].Pc;
                machine.Code.PageGotCode += (_, _) => Spoil(machine, start, Faulty);
            }
        }, onlyInterpreted: true);
        Assert.Equal((0ul, Faulty + 1ul, true), (difference.Start, difference.End, difference.IsMinimal));
        Assert.Contains(new FieldDifference("r3", 257, unchecked((uint)-257)), difference.Fields);
        BlockImage block = Assert.Single(difference.Blocks);
        Assert.Equal(FirstBlock, block.Instructions.Length);
        Assert.Equal(4 * FirstBlock, block.GuestCode.Length);
    }

    // The interpreter takes the place of the translator here: it is exact about what it executes, and its operations can be changed.
    private static void Spoil(Machine machine, uint start, int instruction)
    {
        IEnumerable<CodeBlock> blocks =
            from region in machine.Bus.Regions
            from page in region.CodePages.OfType<CodePage>()
            from block in page.Blocks
            where block.Address == start && block.Instructions.Length > instruction
            select block;
        foreach (CodeBlock block in blocks)
        {
            ref IrOp op = ref block.Ops[block.Instructions[instruction].FirstOp];
            op = op.Code == Op.Add ? op with { Code = Op.Subtract } : op;
        }
    }

    private static async Task<LockstepDifference> FindAsync(ulong every, Action<Machine, Engine> prepare, bool onlyInterpreted = false)
    {
        LockstepResult result = await RunAsync(every, prepare, onlyInterpreted);
        Assert.NotNull(result.Difference);
        return result.Difference;
    }

    private static Task<LockstepResult> RunAsync(ulong every, Action<Machine, Engine> prepare, bool onlyInterpreted = false)
    {
        var tester = new LockstepTester(Create, new LockstepOptions(every, Limit), static _ => { });
        return tester.RunAsync(TestContext.Current.CancellationToken);

        LockstepMachine Create(Engine engine)
        {
            Machine machine = MachineFactory.Create(
                "guest",
                new MachineOptions
                {
                    MemoryMiB = MemoryMiB,
                    Kernel = new GuestFile("guest.bin", MemoryMarshal.AsBytes<uint>(s_program).ToArray()),
                    Engine = onlyInterpreted ? Engine.Interpreter : engine,
                },
                new MachineSurroundings(new SilentConsole(), WallClockSeconds: 0, Seed: 1));
            machine.Vcpus[0].Registers[4] = TestGuest.RamStart + 0x10_0000;
            prepare(machine, engine);
            return new LockstepMachine(machine, static () => false);
        }
    }

    private sealed class SilentConsole : ICharacterSink
    {
        public void Put(byte character)
        {
        }
    }
}
