namespace Introspect.Machine.DeviceTree;

/// <summary>Numbers of the flattened format (Devicetree Specification v0.4, 5.2 and 5.4.1).</summary>
internal static class FlatTreeFormat
{
    public const uint Magic = 0xD00D_FEED;
    public const uint Version = 17;
    public const uint LastCompatibleVersion = 16;
    public const int HeaderBytes = 40;

    public const uint BeginNode = 1, EndNode = 2, Property = 3, Nop = 4, End = 9;
}
