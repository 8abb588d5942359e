using System.Buffers.Binary;
using Introspect.Core;
using Introspect.Core.Symbols;

namespace Introspect.Vmi.Tests.Demo;

public sealed class DemoKernelTests
{
    private const uint RamBase = 0x4000_0000, Tasks = RamBase + 0x100, Current = RamBase + 0x80, Name = RamBase + 0x40, Stacks = RamBase + 0x1000;

    private readonly byte[] _ram = new byte[0x4000];

    public DemoKernelTests()
    {
        "primes"u8.CopyTo(_ram.AsSpan((int)(Name - RamBase)));
        Put(Current, Tasks);
        Put(Tasks, Name, 1, 0, 0, 0, 7, 8);
        Put(Tasks + 28, Name, 3, Stacks + 0x2000 - 324 - 16, 0, 1, 5, 6);
        Put(Stacks + 0x2000 - 324 - 16 + 316, 0x4010_1000);
    }

    private GuestView View => GuestView.Of(
        new RawImage("demo", _ram, RamBase),
        new SymbolTable(
        [
            new("g_tasks", Tasks, 56, false, false), new("g_stacks", Stacks, 0x2000, false, false), new("g_current", Current, 4, false, false),
            new("kernel_main", RamBase, 4, true, false),
        ]));

    [Fact]
    public void Tasks_have_state_program_counter_and_stack()
    {
        GuestTable ps = View.Read("ps", []);
        Assert.Equal([0L, "running", "primes", 7L, 8L, null, null, null, (long)Tasks], ps.Rows[0]);
        Assert.Equal([1L, "waiting", "primes", 5L, 6L, 0x4010_1000L, (long)(Stacks + 0x1FF0), 16L, (long)Tasks + 28], ps.Rows[1]);
    }

    [Theory]
    [InlineData(4u, 9u, "task 0x40000100: field state at 0x40000104 is 0x00000009, no state of a task.")]
    [InlineData(0u, 4u, "task 0x40000100: field name at 0x40000100 points to 0x00000004, which is not mapped.")]
    public void A_task_that_cannot_be_is_named(uint offset, uint value, string message)
    {
        Put(Tasks + offset, value);
        Assert.Equal(message, Assert.ThrowsAny<IntrospectException>(() => View.Read("ps", [])).Message);
    }

    [Theory]
    [InlineData("modules", "has no modules")]
    [InlineData("dmesg", "keeps no log")]
    public void What_it_does_not_have_it_says(string table, string message) =>
        Assert.Contains(message, Assert.Throws<IntrospectException>(() => View.Read(table, [])).Message, StringComparison.Ordinal);

    [Fact]
    public void Before_it_has_set_up_its_tasks_it_is_not_recognised()
    {
        Put(Current, 0);
        Assert.Contains("No kernel is recognised", Assert.Throws<IntrospectException>(() => View.Read("ps", [])).Message, StringComparison.Ordinal);
    }

    private void Put(uint address, params ReadOnlySpan<uint> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_ram.AsSpan((int)(address - RamBase) + (4 * i)), words[i]);
        }
    }
}
