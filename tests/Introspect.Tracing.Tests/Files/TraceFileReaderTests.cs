using System.Buffers.Binary;
using CsCheck;
using Introspect.Core;
using Introspect.Tracing.Analysis;
using Introspect.Tracing.Events;
using Introspect.Tracing.Export;
using Introspect.Tracing.Files;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Tests.Files;

public sealed class TraceFileReaderTests
{
    private static readonly byte[] s_file = TestTrace.File();

    [Fact]
    public void It_gives_back_what_was_written()
    {
        RecordingSink sink = Read(s_file);
        Assert.True(sink.HasEnded);
        Assert.Equal(TestTrace.Origin.Tracks, sink.Origin!.Tracks);
        Assert.Equal(TestTrace.Origin with { Tracks = [] }, sink.Origin with { Tracks = [] });
        Assert.Equal([0, 10, 0], sink.Dropped);
        for (int track = 0; track < sink.Tracks.Length; track++)
        {
            Assert.Equal(TestTrace.Records(track, 2 * TraceEvents.All.Length).Select(Text), sink.Tracks[track].Select(Text));
        }
    }

    [Fact]
    public void More_events_than_a_block_takes_come_back_too()
    {
        using var stream = new MemoryStream();
        var writer = new NetTraceWriter(stream);
        writer.Begin(TestTrace.Origin);
        TraceRecord[] records = TestTrace.Records(0, count: 100_000);
        writer.Accept(0, records, dropped: 7);
        writer.End();
        RecordingSink sink = Read(stream.ToArray());
        Assert.Equal(records.Select(Text), sink.Tracks[0].Select(Text));
        Assert.Equal(7ul, sink.Dropped[0]);
    }

    [Fact]
    public void A_file_cut_anywhere_gives_what_lies_in_front_of_the_cut_and_says_where_it_ends()
    {
        int before = 0;
        for (int length = 0; length < s_file.Length; length++)
        {
            var sink = new RecordingSink();
            TraceFileException error = Assert.Throws<TraceFileException>(() => ReadTo(sink, s_file[..length]));
            Assert.StartsWith($"test.nettrace: offset 0x{error.Offset:x}: ", error.Message, StringComparison.Ordinal);
            Assert.InRange(error.Offset, 0, length);
            Assert.Equal(sink.Origin is not null, sink.HasEnded);
            Assert.True(sink.Count >= before, "a longer file gives no less");
            before = sink.Count;
        }

        Assert.Equal(TestTrace.Origin.Tracks.Length * 2 * TraceEvents.All.Length, before);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_at_its_start()
    {
        TraceFileException error = Assert.Throws<TraceFileException>(() => Read("{\"traceEvents\":[]}"u8.ToArray()));
        Assert.Equal("test.nettrace: offset 0x0: this is no trace: it does not begin with 'Nettrace'. No event could be read.", error.Message);
    }

    [Fact]
    public void Another_version_of_the_format_is_refused()
    {
        byte[] file = [.. s_file];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), 7);
        Assert.Contains("offset 0x8: this trace has another version", Assert.Throws<TraceFileException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_of_another_program_is_refused_by_name()
    {
        byte[] file = [.. s_file];
        int at = file.AsSpan().IndexOf("Introspect"u8);
        "Foreignxxx"u8.CopyTo(file.AsSpan(at));
        Assert.Contains("its events come from 'Foreignxxx'", Assert.Throws<TraceFileException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_claims_16_megabytes_costs_no_more_memory_than_the_file_has()
    {
        byte[] file = [.. s_file];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 0x02FF_FFFF);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<TraceFileException>(() => Read(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Whatever_a_file_holds_it_ends_in_records_or_in_an_error_of_the_user()
    {
        Gen<(int At, byte Value)> change = Gen.Select(Gen.Int[0, s_file.Length - 1], Gen.Byte);
        Gen.Select(change.Array[1, 8], Gen.Int[0, s_file.Length]).Sample(
            (changes, length) =>
            {
                byte[] file = [.. s_file];
                foreach ((int at, byte value) in changes)
                {
                    file[at] = value;
                }

                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    Read(file[..length]);
                }
                catch (IntrospectException)
                {
                    // What a damaged file is to end in.
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
            },
            iter: 10_000);
    }

    [Fact]
    public void Nothing_that_a_file_holds_confuses_those_who_are_given_it() =>
        Gen.Select(Gen.Int[0, s_file.Length - 1], Gen.Byte).Array[1, 4].Sample(
            changes =>
            {
                byte[] file = [.. s_file];
                foreach ((int at, byte value) in changes)
                {
                    file[at] = value;
                }

                using var chrome = new ChromeExporter(Stream.Null);
                foreach (ITraceSink sink in (ITraceSink[])[new TraceSummary(), chrome, new CsvExporter(TextWriter.Null)])
                {
                    try
                    {
                        using var reader = TraceFileReader.Open(new MemoryStream(file), "test.nettrace");
                        reader.ReadTo(sink);
                    }
                    catch (IntrospectException)
                    {
                        // As above.
                    }
                }
            },
            iter: 5_000);

    [Fact]
    public void Noise_behind_a_good_header_does_no_harm() => Gen.Byte.Array[0, 2000].Sample(
        noise =>
        {
            try
            {
                Read([.. s_file[..20], .. noise]);
            }
            catch (IntrospectException)
            {
                // As above.
            }
        },
        iter: 5_000);

    [Fact]
    public void A_file_that_is_not_there_is_an_error_of_the_user() =>
        Assert.Contains("cannot be opened", Assert.Throws<IntrospectException>(() => TraceFileReader.Open("/nowhere/x")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_has_no_length_is_refused()
    {
        Assert.SkipUnless(File.Exists("/dev/ptmx"), "there is no /dev/ptmx here");
        Assert.Contains("from a pipe", Assert.Throws<IntrospectException>(() => TraceFileReader.Open("/dev/ptmx")).Message, StringComparison.Ordinal);
    }

    private static RecordingSink Read(byte[] file)
    {
        var sink = new RecordingSink();
        ReadTo(sink, file);
        return sink;
    }

    private static void ReadTo(RecordingSink sink, byte[] file)
    {
        using var reader = TraceFileReader.Open(new MemoryStream(file), "test.nettrace");
        reader.ReadTo(sink);
    }

    private static string Text(TraceRecord record) =>
        $"{record.Number:x4} {record.GuestNs} {record.HostTicks} {Convert.ToHexString(record.Payload)}";
}
