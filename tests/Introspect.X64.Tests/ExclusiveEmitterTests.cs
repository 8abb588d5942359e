using Introspect.Ir;

namespace Introspect.X64.Tests;

/// <summary>Exclusive stores in line: by the window and by the software TLB, for one thread and for several.</summary>
public sealed class ExclusiveEmitterTests
{
    private const uint Address = 0x248, Beyond = 0x5248;
    private const ulong Held = 0x8899_AABB_CCDD_EEFF, New = 0x1122_3344_5566_7788;
    private const byte Result = 1, Base = 2;

    private static readonly Slot s_value = new(132);

    public enum Hindrance
    {
        None,
        OtherValue,
        OtherAddress,
        OtherSize,
        Open,

        // Where several threads execute the code.
        StoreBetween,
        PlaceTaken,
    }

    public static TheoryData<bool, bool, int> Ways
    {
        get
        {
            var ways = new TheoryData<bool, bool, int>();
            for (int i = 0; i < 16; i++)
            {
                ways.Add((i & 4) != 0, (i & 8) != 0, 1 << (i & 3));
            }

            return ways;
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public void It_stores_where_the_monitor_is_marked_and_memory_holds_the_value(bool usesWindow, bool isShared, int bytes)
    {
        using NativeRun native = SetUp(usesWindow, isShared, bytes);
        Assert.Equal(NativeExit.Next, native.Run(Store(bytes)));
        Assert.Equal((0u, 0u, 0), (native.Registers[Result], native.Registers[Slot.ExclusiveBytes.Index], native.Callbacks));
        byte[] expected = [.. BitConverter.GetBytes(New)[..bytes], .. BitConverter.GetBytes(Held)[bytes..]];
        Assert.Equal(expected, native.Memory.Slice((int)Address, 8).ToArray());
        Assert.Equal((0u, isShared ? 8u : 7), (PlaceOf(native).IsTaken, PlaceOf(native).Stores));
    }

    [Theory, MemberData(nameof(Ways))]
    public void It_stores_nothing_otherwise_and_opens_the_monitor(bool usesWindow, bool isShared, int bytes)
    {
        foreach (Hindrance hindrance in Enum.GetValues<Hindrance>())
        {
            if (hindrance == Hindrance.None || (hindrance >= Hindrance.StoreBetween && !isShared))
            {
                continue;
            }

            using NativeRun native = SetUp(usesWindow, isShared, bytes);
            Hinder(native, hindrance, bytes);
            byte[] before = native.Memory.ToArray();
            ExclusivePlace place = PlaceOf(native);

            Assert.Equal(NativeExit.Next, native.Run(Store(bytes)));
            Assert.Equal((1u, 0u), (native.Registers[Result], native.Registers[Slot.ExclusiveBytes.Index]));
            Assert.Equal(before, native.Memory.ToArray());
            Assert.Equal((place.IsTaken, place.Stores), (PlaceOf(native).IsTaken, PlaceOf(native).Stores));
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public void A_fault_leaves_the_monitor_marked_and_the_place_free(bool usesWindow, bool isShared, int bytes)
    {
        using NativeRun native = SetUp(usesWindow, isShared, bytes);
        native.Registers[Base] = native.Registers[Slot.ExclusiveAddress.Index] = Beyond;
        IrOp[] ops = Store(bytes);
        Assert.Equal(NativeExit.Callback, native.Run(ops));
        Assert.Equal(ops.Length - 2, native.FaultedAt);
        Assert.Equal(((uint)bytes, 0u, 7u), (native.Registers[Slot.ExclusiveBytes.Index], PlaceOf(native).IsTaken, PlaceOf(native).Stores));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_several_threads_execute_the_code_exclusive_stores_are_counted_by_place_in_the_page(bool usesWindow)
    {
        using NativeRun native = SetUp(usesWindow, isShared: true, bytes: 4);
        var ir = new IrBuilder();
        ir.BeginInstruction(0);
        ir.Binary(Op.ExclusiveStores, new Slot(Result), new Slot(Base), Beyond - Address + 4);
        ir.Jump(NativeRun.BlockAddress + 4);
        native.Run([.. ir.Ops]);
        Assert.Equal((7u, 0), (native.Registers[Result], native.Callbacks));
    }

    private static NativeRun SetUp(bool usesWindow, bool isShared, int bytes)
    {
        var native = new NativeRun(usesWindow, isShared);
        BitConverter.TryWriteBytes(native.Memory[(int)Address..], Held);
        native.Registers[Base] = Address;
        native.Registers[Result] = 99;
        native.Registers[Slot.ExclusiveAddress.Index] = Address;
        native.Registers[Slot.ExclusiveBytes.Index] = (uint)bytes;
        native.Registers[Slot.ExclusiveStores.Index] = 7;
        ulong held = bytes == 8 ? Held : Held & ((1ul << (8 * bytes)) - 1);
        native.Registers[Slot.ExclusiveValue.Index] = (uint)held;
        native.Registers[Slot.ExclusiveValue.Next.Index] = (uint)(held >> 32);
        PlaceOf(native).Stores = 7;
        return native;
    }

    private static void Hinder(NativeRun native, Hindrance hindrance, int bytes)
    {
        switch (hindrance)
        {
            case Hindrance.OtherValue:
                native.Memory[(int)Address + bytes - 1] ^= 0x80;
                break;
            case Hindrance.OtherAddress:
                native.Registers[Slot.ExclusiveAddress.Index] += 8;
                break;
            case Hindrance.OtherSize:
                native.Registers[Slot.ExclusiveBytes.Index] ^= 3;
                break;
            case Hindrance.Open:
                native.Registers[Slot.ExclusiveBytes.Index] = 0;
                break;
            case Hindrance.StoreBetween:
                PlaceOf(native).Stores++;
                break;
            case Hindrance.PlaceTaken:
                PlaceOf(native).IsTaken = 1;
                break;
        }
    }

    private static ref ExclusivePlace PlaceOf(NativeRun native) => ref native.Exclusives[(int)(Address / 8)];

    private static IrOp[] Store(int bytes)
    {
        var ir = new IrBuilder();
        ir.BeginInstruction(0);
        ir.Move(s_value, unchecked((uint)New));
        ir.Move(s_value.Next, (uint)(New >> 32));
        ir.StoreExclusive(new Slot(Result), new Slot(Base), 0, s_value, bytes);
        ir.Jump(NativeRun.BlockAddress + 4);
        return [.. ir.Ops];
    }
}
