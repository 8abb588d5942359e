namespace Introspect.Differential.Tests;

/// <summary>Where things lie for the harness: tests/guests/differ/differ.h says the same to the compiler.</summary>
internal static class DifferLayout
{
    public const uint Magic = 0x4646_4944;
    public const uint Version = 1;
    public const int MaxCases = 26000;

    public const uint Batch = 0x4400_0000;
    public const uint Entry = 0x4500_0000;
    public const uint CodePage = 0x4500_1000;
    public const uint Code = 0x4500_1800;
    public const uint Data = 0x4600_0F80;
    public const uint KernelOnlyPage = 0x4600_2000;
    public const uint ReadOnlyPage = 0x4600_3000;
    public const uint OtherDomain = 0x0800_0000;
    public const uint Results = 0x4700_0000;

    public const int HeaderSize = 64;
    public const int PathOffset = 16;
    public const int CaseSize = 624;
    public const int ResultSize = 608;
    public const int CodeSize = 32;
    public const int DataSize = 256;
    public const uint PageSize = 0x1000;

    /// <summary>Flags of a case.</summary>
    public const uint LoadVectors = 1, CheckAlignment = 2;
}
