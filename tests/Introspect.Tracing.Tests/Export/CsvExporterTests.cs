using Introspect.TestKit;
using Introspect.Tracing.Events;
using Introspect.Tracing.Export;

namespace Introspect.Tracing.Tests.Export;

public sealed class CsvExporterTests
{
    [Fact]
    public void A_line_for_each_event_with_its_fields_in_their_columns() => Golden.Verify("trace.csv", Export("vCPU 0"));

    [Fact]
    public void A_name_with_a_comma_or_quotes_stays_one_cell() =>
        Assert.Contains("\"a \"\"b\"\", c\",exit/tlb", Export("a \"b\", c"), StringComparison.Ordinal);

    private static string Export(string track)
    {
        using var text = new StringWriter();
        var exporter = new CsvExporter(text);
        exporter.Begin(TestTrace.Origin with { Tracks = [track] });
        exporter.Accept(0, TestTrace.Records(0, TraceEvents.All.Length), dropped: 0);
        exporter.End();
        return text.ToString();
    }
}
