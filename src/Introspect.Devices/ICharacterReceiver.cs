namespace Introspect.Devices;

/// <summary>A device that takes characters from outside. The machine's input door calls it, on the machine's own thread.</summary>
public interface ICharacterReceiver
{
    /// <summary>True while the device has room for another character; the door holds what it cannot take.</summary>
    bool CanReceive { get; }

    /// <summary>Hands over one character.</summary>
    void Receive(byte character);
}
