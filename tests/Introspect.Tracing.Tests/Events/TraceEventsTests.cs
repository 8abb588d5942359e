using System.Numerics;
using System.Text;
using Introspect.TestKit;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;

namespace Introspect.Tracing.Tests.Events;

public sealed class TraceEventsTests
{
    [Fact]
    public void The_schema_is_what_it_was()
    {
        var text = new StringBuilder();
        foreach (TraceEventKind kind in TraceEvents.All)
        {
            text.AppendLine($"{kind.Number:x4} {kind.Name} ({TraceCategoryNames.Of(kind.Category)}): " +
                string.Join(", ", kind.Fields.Select(static field => $"{field.Name} u{8 * field.Bytes}")));
        }

        Golden.Verify("schema.txt", text.ToString());
    }

    [Fact]
    public void A_field_is_where_the_record_has_it()
    {
        var fields = new ExceptionTaken(0xFFFF_000C, 0x8000_1234, 0x0A07, 0x13);
        TraceRecord record = TraceRecord.Of(TraceEvents.NumberOf<ExceptionTaken>((byte)ExceptionKind.DataAbort), 1, 2, fields);
        TraceEventKind kind = TraceEvents.Find(record.Number)!;
        Assert.Equal("exception/data-abort", kind.Name);
        Assert.Equal(
            ["Pc=0xffff000c", "Address=0x80001234", "Status=0x0a07", "Mode=0x13"],
            kind.Fields.Select(field => $"{field.Name}={field.Format(field.Read(record.Payload))}"));
    }

    [Fact]
    public void A_number_belongs_to_the_event_whose_variant_it_is()
    {
        ushort last = TraceEvents.NumberOf<VcpuExit>((byte)Enum.GetValues<ExitReason>()[^1]);
        Assert.True(TraceEvents.Is<VcpuExit>(last));
        Assert.False(TraceEvents.Is<VcpuExit>((ushort)(last + 1)));
        Assert.False(TraceEvents.Is<ExceptionTaken>(last));
        Assert.True(TraceEvents.Is<ContextSwitched>(TraceEvents.NumberOf<ContextSwitched>()));
        Assert.Null(TraceEvents.Find(0));
        Assert.Null(TraceEvents.Find(ushort.MaxValue));
    }

    [Fact]
    public void Every_category_has_a_name_and_events()
    {
        Assert.Equal(
            Enum.GetValues<TraceCategories>().Where(static category => BitOperations.IsPow2((uint)category)),
            TraceCategoryNames.Single.Select(static row => row.Category));
        Assert.All(TraceCategoryNames.All, row => Assert.Equal($"{row.Category}".ToLowerInvariant(), row.Name));
        Assert.All(TraceCategoryNames.Single, row =>
        {
            Assert.True(TraceCategoryNames.TryParse(row.Name, out TraceCategories parsed));
            Assert.Equal(row.Category, parsed);
            Assert.Contains(TraceEvents.All, kind => kind.Category == row.Category);
        });
        Assert.False(TraceCategoryNames.TryParse("none", out _));
    }
}
