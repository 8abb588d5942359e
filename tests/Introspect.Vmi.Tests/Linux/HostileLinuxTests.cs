using System.Diagnostics;
using CsCheck;
using Introspect.Core;
using Introspect.TestKit.Inspection;

namespace Introspect.Vmi.Tests.Linux;

public sealed class HostileLinuxTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    public enum When
    {
        BeforeTheFirstLook,
        AfterTheFirstLook,
    }

    public static TheoryData<When> Times => new(When.BeforeTheFirstLook, When.AfterTheFirstLook);

    [Theory, MemberData(nameof(Times))]
    public void A_task_list_to_nowhere_names_task_field_and_address(When when)
    {
        var guest = new SyntheticLinux();
        uint task = guest.Tasks[1], field = task + guest.TasksOffset;
        Assert.Equal(
            $"task_struct 0x{task:X8} 'init': field tasks.next at 0x{field:X8} points to 0x00000004, which is not mapped.",
            Broken(guest, when, "ps", () => guest.Put(field, 4)));
    }

    [Theory, MemberData(nameof(Times))]
    public void A_task_list_that_goes_round_names_task_field_and_address(When when)
    {
        var guest = new SyntheticLinux();
        uint task = guest.Tasks[10], field = task + guest.TasksOffset, back = guest.Tasks[3] + guest.TasksOffset;
        Assert.Equal(
            $"task_struct 0x{task:X8} 'rcu_sched': field tasks.next at 0x{field:X8} points to 0x{back:X8}, " +
            "a task that the list has passed before: it does not come back to init_task 0xC0040000.",
            Broken(guest, when, "ps", () => guest.Put(field, back)));
    }

    [Theory, MemberData(nameof(Times))]
    public void A_task_that_leads_to_itself_is_named(When when)
    {
        var guest = new SyntheticLinux();
        uint task = guest.Tasks[99], field = task + guest.TasksOffset;
        Assert.Contains(
            $"task_struct 0x{task:X8} 'sh': field tasks.next at 0x{field:X8} points to 0x{field:X8}, a task that the list has passed before",
            Broken(guest, when, "ps", () => guest.Put(field, field)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_of_areas_that_goes_round_is_named()
    {
        var guest = new SyntheticLinux();
        uint node = guest.InitAreas;
        string message = Broken(guest, When.AfterTheFirstLook, "maps", () =>
        {
            guest.Put(node + 4, uint.MaxValue);
            guest.Put(node + 0x80, node | (2 << 3) | 4);
            guest.Put(guest.InitMm + 4, node | (2 << 3) | 6);
        });
        Assert.StartsWith($"maple_node 0x{node:X8}: field slot[0] at 0x{node + 0x80:X8} points to 0x{node | 0x14:X8}, ", message, StringComparison.Ordinal);
        Assert.Contains("the tree goes round", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_outside_its_node_is_named()
    {
        var guest = new SyntheticLinux();
        uint node = guest.InitAreas;
        Assert.Contains(
            $"maple_node 0x{node:X8}: field pivot[1] at 0x{node + 8:X8} is 0x00000001",
            Broken(guest, When.AfterTheFirstLook, "maps", () => guest.Put(node + 8, 1)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "an area at 0x00010000..0x00015000, out of order")]
    [InlineData(false, "points to 0x00000008, which is not mapped")]
    public void A_list_of_areas_that_is_broken_is_named(bool goesRound, string message)
    {
        var guest = new SyntheticLinux(new SyntheticLinuxShape { HasAreaList = true });
        uint code = guest.Word(guest.InitMm), heap = guest.Word(code + 8);
        string broken = Broken(guest, When.AfterTheFirstLook, "maps", () => guest.Put(heap + 8, goesRound ? code : 8));
        Assert.StartsWith($"vm_area_struct 0x{heap:X8}: field vm_next at 0x{heap + 8:X8} points to ", broken, StringComparison.Ordinal);
        Assert.Contains(message, broken, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_within_itself_is_named()
    {
        var guest = new SyntheticLinux();
        uint file = guest.InitDentry;
        Assert.Contains(
            "dentry 0x",
            Broken(guest, When.AfterTheFirstLook, "maps", () =>
            {
                uint other = guest.Word(file + 16);
                guest.Put(other + 16, file);
            }),
            StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Times))]
    public void A_module_list_to_nowhere_is_named(When when)
    {
        var guest = new SyntheticLinux();
        uint module = SyntheticLinux.ModuleArea + 0x5000;
        Assert.Equal(
            $"module 0x{module:X8} 'virtio_net': field list.next at 0x{module + 4:X8} points to 0x00000008, which is not mapped.",
            Broken(guest, when, "modules", () => guest.Put(module + 4, 8)));
    }

    [Fact]
    public void A_log_of_impossible_size_is_named() =>
        Assert.Equal(
            "printk_ringbuffer 0xC0031000: field desc_ring.count_bits at 0xC0031000 is 0x000000FF, not 1 to 24 bits.",
            Refused(guest => guest.Put(SyntheticLinux.Ring, 0xFF), "dmesg"));

    [Fact]
    public void Whatever_a_guest_writes_every_look_ends()
    {
        // Changes are words that are pointers elsewhere, small numbers or anything, in the parts of the image that are read.
        Gen<(uint Address, uint Value)> change = Gen.Select(
            Gen.OneOf(Gen.UInt[0xC000_4000, 0xC000_8000], Gen.UInt[0xC001_0000, 0xC001_0800], Gen.UInt[0xC002_0000, 0xC004_1000], Gen.UInt[0xC010_0000, 0xC013_0000]),
            Gen.OneOf(Gen.UInt, Gen.UInt[0, 64], Gen.UInt[0xC010_0000, 0xC013_0000], Gen.UInt[0xBF00_0000, 0xBF00_6000]),
            static (address, value) => (address & ~3u, value));
        change.Array[1, 200].Sample(
            changes =>
            {
                var guest = new SyntheticLinux();
                GuestView seen = guest.View;
                _ = seen.Read("layout", []);
                foreach ((uint address, uint value) in changes)
                {
                    guest.Put(address, value);
                }

                Look(seen);
                Look(guest.View);
            },
            iter: 500);
    }

    [Fact]
    public void Whatever_the_kernels_own_note_says_every_look_ends() =>
        Gen.Select(Gen.Int[0, 2000], Gen.Char["01279f\n"]).Array[1, 8].Sample(
            static changes =>
            {
                var guest = new SyntheticLinux();
                char[] note = guest.NoteText.ToCharArray();
                foreach ((int at, char character) in changes)
                {
                    int digit = Array.FindIndex(note, at % note.Length, char.IsAsciiHexDigitLower);
                    note[Math.Max(digit, 0)] = character;
                }

                guest.PutText(SyntheticLinux.Note, new string(note));
                Look(guest.View);
            },
            iter: 500);

    [Fact]
    public void A_note_that_a_process_wrote_is_not_believed()
    {
        var guest = new SyntheticLinux();
        guest.PutText(SyntheticLinux.Note - 0x1000, guest.NoteText.Replace("6.1.0-test", "6.6.6-evil", StringComparison.Ordinal));
        Assert.Equal("Linux 6.1.0-test", guest.View.Kernel);
    }

    [Fact]
    public void Noise_is_no_kernel() =>
        Gen.Byte.Array[0, 20_000].Sample(
            static noise => Assert.Throws<IntrospectException>(() => GuestView.Of(new RawImage("noise", noise, 0)).Read("ps", [])), iter: 50);

    private static void Look(GuestView view)
    {
        foreach ((string table, string[] arguments) in ((string, string[])[])
            [("ps", []), ("dmesg", []), ("modules", []), ("maps", ["1"]), ("maps", ["99"]), ("layout", [])])
        {
            long started = Stopwatch.GetTimestamp();
            try
            {
                _ = view.Read(table, arguments);
            }
            catch (IntrospectException refused)
            {
                Assert.NotEmpty(refused.Message);
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < s_limit, table);
        }

        _ = view.TryFindSymbol(0xC000_8000, out _, out _);
    }

    private static string Broken(SyntheticLinux guest, When when, string table, Action breakIt)
    {
        GuestView view = guest.View;
        string[] arguments = table == "maps" ? ["1"] : [];
        if (when == When.AfterTheFirstLook)
        {
            Assert.NotEmpty(view.Read(table, arguments).Rows);
        }

        breakIt();
        return Assert.ThrowsAny<IntrospectException>(() => view.Read(table, arguments)).Message;
    }

    private static string Refused(Action<SyntheticLinux> change, string table)
    {
        var guest = new SyntheticLinux();
        return Broken(guest, When.BeforeTheFirstLook, table, () => change(guest));
    }
}
