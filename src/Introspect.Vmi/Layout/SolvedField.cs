namespace Introspect.Vmi.Layout;

/// <summary>A field of a guest's structure whose place was found.</summary>
/// <param name="Structure">The structure, in the kernel's words.</param>
/// <param name="Field">The field.</param>
/// <param name="Offset">Bytes from the start of the structure.</param>
/// <param name="Confidence">0 to 1; see docs/vmi.md for what the steps mean.</param>
/// <param name="Evidence">Why it is believed.</param>
internal sealed record SolvedField(string Structure, string Field, int Offset, double Confidence, string Evidence);
