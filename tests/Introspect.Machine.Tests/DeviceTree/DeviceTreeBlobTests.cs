using System.Buffers.Binary;
using System.Diagnostics;
using CsCheck;
using Introspect.Core;
using Introspect.Machine.DeviceTree;

namespace Introspect.Machine.Tests.DeviceTree;

public sealed class DeviceTreeBlobTests
{
    private static readonly uint[] s_tokens = [1, 2, 3, 4, 9, 0, 8, 0x6162_6300, 0xFFFF_FFFF];

    private static DeviceTreeBlob Sample()
    {
        var root = new DeviceTreeNode("");
        root.SetStrings("compatible", "introspect,virt", "linux,dummy-virt").SetCells("#address-cells", 2).SetCells("#size-cells", 2);
        root.AddChild("memory@40000000").SetStrings("device_type", "memory").SetU64("reg", 0x4000_0000, 0x1_0000_0000);
        DeviceTreeNode gic = root.AddChild("intc@8000000").SetFlag("interrupt-controller").SetPhandle(1);
        gic.AddChild("v2m@8020000").SetCells("reg", 0, 0x0802_0000, 0, 0x1000);
        root.AddChild("pl011@9000000").SetCells("interrupts", 0, 1, 4).SetBytes("odd", [1, 2, 3]);
        return new DeviceTreeBlob(root) { BootCpu = 3, Reservations = [new MemoryReservation(0x4000_0000, 0x1000)] };
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        byte[] bytes = Sample().Write();

        DeviceTreeBlob read = DeviceTreeBlob.Read(bytes, "a.dtb");

        Assert.Equal(bytes, read.Write());
        Assert.Equal(3u, read.BootCpu);
        Assert.Equal([new MemoryReservation(0x4000_0000, 0x1000)], read.Reservations);
        Assert.Equal(["memory@40000000", "intc@8000000", "pl011@9000000"], read.Root.Children.Select(static c => c.Name));
        Assert.True(read.Root.TryGetStrings("compatible", out string[]? compatible));
        Assert.Equal(["introspect,virt", "linux,dummy-virt"], compatible);
        Assert.True(read.Root.Find("/memory")!.TryGetCells("reg", out uint[]? reg));
        Assert.Equal([0, 0x4000_0000, 1, 0], reg);
        Assert.Equal(1u, read.Root.Find("intc")!.Phandle);
        Assert.Null(read.Root.Find("intc/nothing"));
        Assert.True(read.Root.Find("intc")!.TryGetBytes("interrupt-controller", out ReadOnlyMemory<byte> flag));
        Assert.Equal(0, flag.Length);
    }

    [Fact]
    public void The_header_is_as_the_specification_lays_it_out()
    {
        byte[] bytes = new DeviceTreeBlob(new DeviceTreeNode("")).Write();

        uint[] header = [.. Enumerable.Range(0, 10).Select(i => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i * 4)))];

        // magic, total, structure, strings, reservations, version, last compatible, boot cpu, string bytes, structure bytes
        Assert.Equal([0xD00D_FEED, 72, 56, 72, 40, 17, 16, 0, 0, 16], header);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 9], bytes[56..]);
    }

    [Fact]
    public void A_unit_address_may_be_left_out_only_where_one_node_fits()
    {
        var root = new DeviceTreeNode("");
        DeviceTreeNode first = root.AddChild("uart@1000");
        Assert.Same(first, root.Find("uart"));
        root.AddChild("uart@2000");
        Assert.Null(root.Find("uart"));
        Assert.Same(first, root.Find("/uart@1000"));
    }

    [Fact]
    public void Dtc_reads_what_we_write()
    {
        string folder = Directory.CreateTempSubdirectory("introspect-dtb").FullName;
        try
        {
            string file = Path.Combine(folder, "a.dtb");
            File.WriteAllBytes(file, Sample().Write());
            string source = Dtc(file);
            Assert.Contains(@"compatible = ""introspect,virt\0linux,dummy-virt"";", source, StringComparison.Ordinal);
            Assert.Contains("reg = <0x00 0x40000000 0x01 0x00>;", source, StringComparison.Ordinal);
            Assert.Contains("interrupt-controller;", source, StringComparison.Ordinal);
            Assert.Contains("/memreserve/\t0x0000000040000000 0x0000000000001000;", source, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void We_read_what_dtc_writes()
    {
        string folder = Directory.CreateTempSubdirectory("introspect-dtb").FullName;
        try
        {
            string source = Path.Combine(folder, "a.dts");
            File.WriteAllText(source, "/dts-v1/; / { #address-cells = <1>; n: cpu@0 { reg = <0>; }; alias { c = <&n>; }; };");
            string blob = Path.Combine(folder, "a.dtb");
            Run("dtc", "-I", "dts", "-O", "dtb", "-o", blob, source);

            DeviceTreeBlob read = DeviceTreeBlob.Read(File.ReadAllBytes(blob), blob);

            Assert.True(read.Root.Find("alias")!.TryGetCells("c", out uint[]? reference));
            Assert.Equal(read.Root.Find("cpu@0")!.Phandle, reference[0]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static TheoryData<string, int, uint, string> Damages => new()
    {
        // what               word  becomes       error
        { "magic",            0,  0xFEED_D00D, "stands where a device tree blob has 0xD00DFEED (at offset 0x0)" },
        { "total size",       4,  0x7FFF_FFFF, "total size 0x7FFFFFFF reaches past" },
        { "structure offset", 8,  0xFFFF_FFFC, "structure offset 0xFFFFFFFC reaches past" },
        { "structure odd",    8,  0x0000_003A, "not aligned" },
        { "strings offset",   12, 0x8000_0000, "strings offset" },
        { "reservations",     16, 0x0000_FFFF, "reservations offset" },
        { "version",          20, 0x0000_0010, "" },
        { "old version",      20, 0x0000_0003, "format version 3" },
        { "new version",      24, 0x0000_0012, "last compatible 18" },
        { "strings size",     32, 0xFFFF_FFFF, "strings size" },
        { "no strings",       32, 0x0000_0000, "outside the strings block" },
        { "structure size",   36, 0x8000_0000, "structure size" },
        { "structure short",  36, 0x0000_0010, "ends before its end token" },
    };

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_header_is_named(string what, int offset, uint value, string error)
    {
        byte[] bytes = Sample().Write();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset), value);
        if (error.Length == 0)
        {
            Assert.Equal(3u, DeviceTreeBlob.Read(bytes, what).BootCpu);
            return;
        }

        string message = Assert.Throws<IntrospectException>(() => DeviceTreeBlob.Read(bytes, "bad.dtb")).Message;
        Assert.StartsWith("bad.dtb: ", message, StringComparison.Ordinal);
        Assert.Contains(error, message, StringComparison.Ordinal);
        Assert.Contains("dtc -I dtb", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        var root = new DeviceTreeNode("");
        DeviceTreeNode node = root;
        for (int depth = 0; depth < 70; depth++)
        {
            node = node.AddChild("deeper");
        }

        byte[] bytes = new DeviceTreeBlob(root).Write();
        Assert.Contains("nested more than", Assert.Throws<IntrospectException>(() => DeviceTreeBlob.Read(bytes, "deep.dtb")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_without_end_nodes_is_refused()
    {
        byte[] bytes = new DeviceTreeBlob(new DeviceTreeNode("")).Write();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(56 + 8), 9);
        Assert.Contains("no such token", Assert.Throws<IntrospectException>(() => DeviceTreeBlob.Read(bytes, "open.dtb")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_bytes_are_read_or_refused_but_never_crash_us() =>
        Gen.Select(Gen.Int[0, 4000], Gen.Byte, (at, value) => (at, value)).Array[1, 8].Sample(static changes =>
        {
            byte[] bytes = Sample().Write();
            foreach ((int at, byte value) in changes)
            {
                bytes[at % bytes.Length] = value;
            }

            ReadsOrRefuses(bytes);
        }, iter: 20_000);

    [Fact]
    public void Any_tokens_are_read_or_refused_but_never_crash_us() =>
        Gen.Int[0, s_tokens.Length - 1].Select(static i => s_tokens[i]).Array[0, 60].Sample(static tokens =>
        {
            byte[] bytes = new byte[56 + (tokens.Length * 4) + 16];
            uint[] header =
                [0xD00D_FEED, (uint)bytes.Length, 56, (uint)bytes.Length - 16, 40, 17, 16, 0, 16, (uint)tokens.Length * 4];
            header.CopyTo(0, bytes);
            tokens.CopyTo(56, bytes);
            "ab\0cd\0reg\0"u8.CopyTo(bytes.AsSpan(bytes.Length - 16));
            ReadsOrRefuses(bytes);
        }, iter: 20_000);

    private static void ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            byte[] written = DeviceTreeBlob.Read(bytes, "any.dtb").Write();
            Assert.Equal(written, DeviceTreeBlob.Read(written, "again.dtb").Write());
        }
        catch (IntrospectException e)
        {
            Assert.StartsWith("any.dtb: ", e.Message, StringComparison.Ordinal);
        }
    }

    private static string Dtc(string blob) => Run("dtc", "-I", "dtb", "-O", "dts", blob);

    private static string Run(string program, params string[] arguments)
    {
        Assert.SkipWhen(
            !Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program))),
            $"{program} is not installed (apt-get install device-tree-compiler)");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}

internal static class BigEndianWords
{
    public static void CopyTo(this uint[] words, int offset, byte[] bytes)
    {
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset + (i * 4)), words[i]);
        }
    }
}
