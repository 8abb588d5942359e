using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using CsCheck;
using Introspect.Core;
using Introspect.Machine.Loading;

namespace Introspect.Machine.Tests.Loading;

/// <summary>zImage, uImage, raw images, and files as such.</summary>
public sealed class LinuxImageTests
{
    private static GuestImage Parse(byte[] bytes) => GuestImage.Parse(new GuestFile("kernel", bytes));

    private static string Refused(byte[] bytes) => Assert.Throws<IntrospectException>(() => Parse(bytes)).Message;

    /// <summary>A kernel of 1 MiB; with a table it says it unpacks to 20 MiB with 1 MiB of .bss, at RAM + 0x208000.</summary>
    private static byte[] ZImage(bool withTable)
    {
        byte[] image = new byte[1 << 20];
        void Put(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
        Put(0x24, 0x016F_2818);
        Put(0x2C, (uint)image.Length);
        Put(0x30, 0x0403_0201);
        if (withTable)
        {
            Put(0x34, 0x4545_4545);
            Put(0x38, 0x100);
            uint[] table = [6, 0x5A53_4C4B, 0x200, 1 << 20, 0x20_8000, 0x1_0000];
            for (int i = 0; i < table.Length; i++)
            {
                Put(0x100 + (i * 4), table[i]);
            }

            Put(0x200, 20 << 20);
        }

        return image;
    }

    private static byte[] UImage(byte[] data, byte architecture = 2, byte type = 2, byte compression = 0, uint load = 0x4000_8000, uint entry = 0x4000_8000)
    {
        byte[] image = new byte[64 + data.Length];
        void Put(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(image.AsSpan(at), value);
        Put(0, 0x2705_1956);
        Put(12, (uint)data.Length);
        Put(16, load);
        Put(20, entry);
        Put(24, Crc32.HashToUInt32(data));
        image[28] = 5;
        image[29] = architecture;
        image[30] = type;
        image[31] = compression;
        Put(4, Crc32.HashToUInt32(image.AsSpan(0, 64)));
        data.CopyTo(image, 64);
        return image;
    }

    private static byte[] Gzip(byte[] data)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return packed.ToArray();
    }

    [Theory]
    [InlineData(true, 0x20_8000 + (23ul << 20))]
    [InlineData(false, 0x8000 + (7ul << 20))]
    public void A_zimage_tells_how_much_memory_it_touches(bool withTable, ulong touched)
    {
        GuestImage image = Parse(ZImage(withTable));
        Assert.Equal(GuestImageKind.ZImage, image.Kind);
        Assert.Equal(1 << 20, image.Payload.Length);
        Assert.Empty(image.Segments);
        Assert.Equal(touched, image.UnpackedBytes);
    }

    [Fact]
    public void A_zimage_that_is_cut_short_is_refused_with_both_sizes() => Assert.Equal(
        "kernel: the kernel is 1048576 bytes by its own header, and the file has 1000. It is cut short or damaged; copy it again.",
        Refused(ZImage(withTable: true)[..1000]));

    [Fact]
    public void A_big_endian_zimage_is_refused()
    {
        byte[] image = ZImage(withTable: false);
        BinaryPrimitives.WriteUInt32BigEndian(image.AsSpan(0x24), 0x016F_2818);
        Assert.Contains("big-endian", Refused(image), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_table_in_a_zimage_is_read_or_passed_over() =>
        Gen.UInt.Array[8].Sample(static words =>
        {
            byte[] image = ZImage(withTable: true)[..0x1000];
            BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(0x2C), 0x1000);
            BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(0x38), words[0] % 0x1010);
            for (int i = 1; i < 6; i++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(0x100 + (4 * i)), i == 1 ? 0x5A53_4C4B : words[i]);
            }

            Assert.True(Parse(image).UnpackedBytes > 0x1000);
        });

    [Fact]
    public void A_uimage_lies_and_starts_where_its_header_says()
    {
        GuestImage image = Parse(UImage([1, 2, 3, 4], entry: 0x4000_8003));
        Assert.Equal(GuestImageKind.UImage, image.Kind);
        Assert.Equal(0x4000_8000u, Assert.Single(image.Segments).Address);
        Assert.Equal([1, 2, 3, 4], image.Segments[0].Bytes.ToArray());
        Assert.Equal((0x4000_8002u, true), (image.Entry, image.StartsInThumb));
    }

    [Fact]
    public void A_uimage_by_gzip_is_unpacked()
    {
        byte[] kernel = ZImage(withTable: true);
        GuestImage image = Parse(UImage(Gzip(kernel), compression: 1));
        Assert.Equal(kernel, image.Segments[0].Bytes.ToArray());
        Assert.Equal(Parse(kernel).UnpackedBytes, image.UnpackedBytes);
    }

    [Fact]
    public void A_uimage_without_a_load_address_runs_where_it_is_put()
    {
        GuestImage image = Parse(UImage([1, 2, 3, 4], type: 14));
        Assert.Empty(image.Segments);
        Assert.Equal(4, image.Payload.Length);
    }

    public static TheoryData<string, byte[], string> BadUImages
    {
        get
        {
            byte[] badHeader = UImage(new byte[100]);
            badHeader[40] ^= 1;
            byte[] badData = UImage(new byte[100]);
            badData[^1] ^= 1;
            return new()
            {
                { "header", badHeader, "check sum of the uImage header" },
                { "data", badData, "check sum of the uImage data" },
                { "short header", UImage([])[..20], "header ends after 20 of 64" },
                { "short", UImage(new byte[100])[..100], "holds 100 bytes by its header, and 36 follow. It is cut short" },
                { "machine", UImage(new byte[100], architecture: 22), "architecture 22 and type 2" },
                { "type", UImage(new byte[100], type: 3), "type 3" },
                { "xz", UImage(new byte[100], compression: 5), "compression 5" },
                { "not gzip", UImage(new byte[100], compression: 1), "not gzip as its header says" },
                { "entry", UImage(new byte[100], entry: 0x4000_8064), "the entry 0x40008064 is not within the 100 bytes" },
            };
        }
    }

    [Theory, MemberData(nameof(BadUImages))]
    public void A_bad_uimage_is_refused_with_what_is_wrong(string what, byte[] image, string error)
    {
        Assert.NotEmpty(what);
        Assert.Contains(error, Refused(image), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFE, 0xFF, 0xFF, 0xEA })]
    [InlineData(new byte[] { 0x7F })]
    [InlineData(new byte[] { 0x27, 0x05 })]
    public void What_is_none_of_these_is_raw(byte[] bytes)
    {
        GuestImage image = Parse(bytes);
        Assert.Equal(GuestImageKind.Raw, image.Kind);
        Assert.Equal(bytes, image.Payload.ToArray());
    }

    [Fact]
    public void A_file_that_cannot_be_had_is_named_with_its_role()
    {
        string folder = Directory.CreateTempSubdirectory("introspect-file").FullName;
        try
        {
            string empty = Path.Combine(folder, "empty");
            File.WriteAllBytes(empty, []);
            string gone = Path.Combine(folder, "gone");
            Assert.StartsWith($"{gone}: the kernel is not there", Error(gone), StringComparison.Ordinal);
            Assert.StartsWith($"{folder}/x/y: the kernel is not there", Error(folder + "/x/y"), StringComparison.Ordinal);
            Assert.StartsWith($"{folder}: the kernel is a folder", Error(folder), StringComparison.Ordinal);
            Assert.StartsWith($"{empty}: the kernel has 0 bytes", Error(empty), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static string Error(string path) => Assert.Throws<IntrospectException>(() => GuestFile.Load(path, "kernel")).Message;
    }
}
