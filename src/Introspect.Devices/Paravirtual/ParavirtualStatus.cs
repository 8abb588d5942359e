namespace Introspect.Devices.Paravirtual;

/// <summary>What became of the last command of a device. Guests read the values: new ones go last.</summary>
public enum ParavirtualStatus : uint
{
    Ok = 0,

    /// <summary>Some of the memory is not RAM; what lies in front of it may have been moved.</summary>
    NotMemory = 1,

    /// <summary>A length, a count or a place is beyond what the device has or takes.</summary>
    OutOfRange = 2,

    /// <summary>The medium failed, or takes no writes.</summary>
    MediumFailed = 3,

    /// <summary>There is nothing to take, or no room at the other end.</summary>
    NotNow = 4,

    /// <summary>The device has no such command.</summary>
    Unsupported = 5,
}
