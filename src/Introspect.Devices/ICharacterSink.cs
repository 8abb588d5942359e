namespace Introspect.Devices;

/// <summary>Where a serial device sends its characters: a terminal, a file, a test.</summary>
public interface ICharacterSink
{
    /// <summary>Takes one character; never blocks for long and never fails.</summary>
    void Put(byte character);
}
