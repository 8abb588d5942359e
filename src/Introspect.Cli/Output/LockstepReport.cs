using Introspect.Machine.Lockstep;

namespace Introspect.Cli.Output;

/// <summary>Prints the first difference of two engines.</summary>
internal static class LockstepReport
{
    // General registers, pc, cpsr and fpscr.
    private const int ShownBefore = 18;
    private const int PerLine = 6;

    public static void Write(TextWriter output, LockstepDifference difference)
    {
        ulong length = difference.End - difference.Start;
        output.WriteLine(
            $"{length:N0} instruction{(length == 1 ? "" : "s")} of vCPU {difference.Vcpu} behind the first {difference.Start:N0}" +
            (difference.IsMinimal ? ":" : "; what leads to the difference lies further back:"));
        output.WriteLine();
        output.WriteLine("registers before:");
        foreach (NamedValue[] line in difference.Before.Take(ShownBefore).Chunk(PerLine))
        {
            output.WriteLine("  " + string.Join("  ", line.Select(static value => $"{value.Name,-5} {value.Value:X8}")));
        }

        output.WriteLine();
        if (difference.Fields.IsEmpty)
        {
            output.WriteLine("The difference did not show again.");
        }
        else
        {
            Listing.Table(
                output,
                ["after", "interpreter", "translator"],
                difference.Fields.Select(static field => new[] { field.Name, $"{field.Interpreted:X8}", $"{field.Translated:X8}" }));
        }

        using var listing = new TranslationListing(output);
        foreach (var block in difference.Blocks)
        {
            output.WriteLine();
            listing.Write(block);
        }
    }
}
