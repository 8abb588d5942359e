using System.Collections.Immutable;

namespace Introspect.Vmi.Layout;

/// <summary>What is known of a kernel's structures, field by field, with its confidence.</summary>
internal sealed class KernelLayout
{
    /// <summary>The kernel says so itself.</summary>
    public const double Told = 1.0;

    /// <summary>One candidate fits, over many objects.</summary>
    public const double Unique = 0.99;

    /// <summary>One candidate fits, over a few objects.</summary>
    public const double Few = 0.9;

    /// <summary>Its place follows from neighbours that were found, and its values fit.</summary>
    public const double Neighbour = 0.8;

    private readonly Dictionary<(string Structure, string Field), SolvedField> _fields = [];

    /// <summary>Notes a field; the last word on it holds.</summary>
    public void Note(string structure, string field, int offset, double confidence, string evidence) =>
        _fields[(structure, field)] = new SolvedField(structure, field, offset, confidence, evidence);

    /// <summary>
    /// Notes the field that the candidates leave: the only one; or of several the first, with the confidence shared. Answers its offset,
    /// or -1 when there is none.
    /// </summary>
    public int Note(string structure, string field, IReadOnlyList<int> candidates, int objects, string evidence)
    {
        if (candidates.Count == 0)
        {
            return -1;
        }

        double confidence = (objects >= 8 ? Unique : Few) / candidates.Count;
        string rivals = candidates.Count == 1 ? "" : $"; {candidates.Count - 1} other offsets fit as well";
        Note(structure, field, candidates[0], confidence, $"{evidence}, in {objects} objects{rivals}");
        return candidates[0];
    }

    /// <summary>False while several candidates fit a field of a structure: with more objects, fewer will.</summary>
    public bool IsSettled(string structure) =>
        _fields.Values.All(field => field.Structure != structure || field.Confidence >= Neighbour);

    /// <summary>All that is known, as a table.</summary>
    public GuestTable ToTable() => new(
        "layout",
        [
            new("STRUCTURE", ColumnFormat.Text),
            new("FIELD", ColumnFormat.Text),
            new("OFFSET", ColumnFormat.Decimal),
            new("CONFIDENCE", ColumnFormat.Fraction),
            new("EVIDENCE", ColumnFormat.Text),
        ],
        [
            .. _fields.Values
                .OrderBy(static field => field.Structure, StringComparer.Ordinal)
                .ThenBy(static field => field.Offset)
                .Select(static field => ImmutableArray.Create<object?>(
                    field.Structure, field.Field, (long)field.Offset, field.Confidence, field.Evidence)),
        ]);
}
