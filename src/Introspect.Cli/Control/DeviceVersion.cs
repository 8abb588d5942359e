namespace Introspect.Cli.Control;

/// <summary>Which program a device runs.</summary>
/// <param name="Program">Its version.</param>
/// <param name="Protocol">The version of the calls; a call is added without a new one, and none changes its meaning.</param>
internal sealed record DeviceVersion(string Program, int Protocol)
{
    public const int CurrentProtocol = 1;

    public static DeviceVersion OfThisProgram { get; } =
        new(typeof(DeviceVersion).Assembly.GetName().Version!.ToString(fieldCount: 3), CurrentProtocol);
}
