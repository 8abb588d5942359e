namespace Introspect.Differential.Tests;

/// <summary>Where things lie for the harness: tests/guests/differ/differ.h says the same to the compiler.</summary>
/// <param name="Ram">Where the board has its RAM.</param>
internal sealed record DifferAddresses(uint Ram)
{
    public uint Batch => Ram + 0x0400_0000;

    public uint Entry => Ram + 0x0500_0000;

    public uint CodePage => Ram + 0x0500_1000;

    public uint Code => Ram + 0x0500_1800;

    public uint Data => Ram + 0x0600_0F80;

    public uint KernelOnlyPage => Ram + 0x0600_2000;

    public uint ReadOnlyPage => Ram + 0x0600_3000;

    public uint Results => Ram + 0x0700_0000;
}
