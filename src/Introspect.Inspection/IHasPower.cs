namespace Introspect.Inspection;

/// <summary>A machine with a reset line and a power switch.</summary>
public interface IHasPower
{
    /// <summary>Puts vCPUs and devices back to their state at power-on and loads the guest again. It stays stopped, or goes on running.</summary>
    void Reset();

    /// <summary>Ends the run at once; listeners hear <see cref="StopReason.GuestExit"/> with exit code 0, as when the guest does it.</summary>
    void PowerOff();
}
