namespace Introspect.Differential.Tests;

/// <summary>Sizes and flags of the harness's records: tests/guests/differ/differ.h says the same to the compiler.</summary>
internal static class DifferLayout
{
    public const uint Magic = 0x4646_4944;
    public const uint Version = 3;
    public const int MaxCases = 26000;

    /// <summary>Bytes for a batch file.</summary>
    public const int MaxBatch = 16 << 20;

    public const int HeaderSize = 64;
    public const int PathOffset = 16;

    /// <summary>A case without its code.</summary>
    public const int CaseSize = 600;

    public const int ResultSize = 616;
    public const int MaxCodeSize = 1024;
    public const int DataSize = 256;
    public const uint PageSize = 0x1000;

    /// <summary>Undefined in A32 and, its lower half, in Thumb: the end of a case.</summary>
    public const uint Trampoline = 0xE7FD_DEFE;

    /// <summary>Flags of a case.</summary>
    public const uint LoadVectors = 1, CheckAlignment = 2, GoOn = 4;
}
