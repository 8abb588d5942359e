namespace Introspect.Devices.Paravirtual;

/// <summary>The other end of a ring. What it is told reaches the other machine through that machine's input door.</summary>
public interface IRingPeer
{
    /// <summary>A message for the other machine, which becomes its own.</summary>
    void Send(byte[] message);

    /// <summary>The other machine's doorbells ring.</summary>
    void Ring(uint bells);

    /// <summary>A message of the other machine's was taken: it may send another.</summary>
    void NoteTaken();
}
