namespace Introspect.Devices.Paravirtual;

/// <summary>What a device of the paravirtual set is. Guests read the values: a number is never used again, new ones go last.</summary>
public enum ParavirtualKind : uint
{
    Console = 1,
    Block = 2,
    Network = 3,
    Clock = 4,
    Balloon = 5,
    Rng = 6,
    Input = 7,
    Framebuffer = 8,
    Ring = 9,
    Trace = 10,
    Power = 11,
    Calls = 12,
}
