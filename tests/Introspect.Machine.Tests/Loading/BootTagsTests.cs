using System.Buffers.Binary;
using System.Text;
using Introspect.Machine.Loading;

namespace Introspect.Machine.Tests.Loading;

public sealed class BootTagsTests
{
    private const uint Core = 0x5441_0001, Memory = 0x5441_0002, CommandLine = 0x5441_0009, Initrd = 0x5442_0005;

    private static readonly RamRange s_ram = new(0x1000_0000, 128 << 20);

    public static TheoryData<string?, bool, uint[]> Lists => new()
    {
        // command line, initrd, tags behind core and memory
        { null,      false, [] },
        { "",        false, [3, CommandLine, 0] },
        { "a=b",     false, [3, CommandLine, Text("a=b\0")] },
        { "root",    false, [4, CommandLine, Text("root"), 0] },
        { "quiet",   true,  [4, CommandLine, Text("quie"), Text("t\0\0\0"), 4, Initrd, 0x1400_0000, 0x1234] },
        { null,      true,  [4, Initrd, 0x1400_0000, 0x1234] },
    };

    [Theory, MemberData(nameof(Lists))]
    public void A_list_names_what_there_is(string? arguments, bool hasInitrd, uint[] tags)
    {
        byte[] list = BootTags.Write(s_ram, arguments, hasInitrd ? new RamRange(0x1400_0000, 0x1234) : null);
        uint[] words = new uint[list.Length / sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(list.AsSpan(i * sizeof(uint)));
        }

        Assert.Equal([5, Core, 0, 4096, 0, 4, Memory, 128 << 20, 0x1000_0000, .. tags, 0, 0], words);
    }

    private static uint Text(string four) => BinaryPrimitives.ReadUInt32LittleEndian(Encoding.ASCII.GetBytes(four));
}
