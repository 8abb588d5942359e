using Introspect.Devices.Paravirtual;

namespace Introspect.Machine;

/// <summary>
/// A ring of messages and doorbells between two machines. A host that allows it connects them; no machine can by itself. Each hears of the other
/// through its own input door only. What waits there is bounded: as many messages as a ring holds, as many notes that one was taken, and one note of doorbells.
/// </summary>
public static class SharedRing
{
    /// <summary>Connects two machines that have not run yet.</summary>
    public static void Connect(Machine one, Machine other)
    {
        one.Paravirtual!.Ring.Connect(new End(other));
        other.Paravirtual!.Ring.Connect(new End(one));
    }

    private sealed class End(Machine other) : IRingPeer
    {
        private readonly ParavirtualRing _ring = other.Paravirtual!.Ring;
        private uint _bells;

        public void Send(byte[] message) => other.Inputs.Post(() => _ring.Receive(message));

        public void NoteTaken() => other.Inputs.Post(_ring.NoteRoom);

        // A guest may ring as fast as it likes: what has not been heard yet is heard together.
        public void Ring(uint bells)
        {
            if (bells != 0 && Interlocked.Or(ref _bells, bells) == 0)
            {
                other.Inputs.Post(() => _ring.Hear(Interlocked.Exchange(ref _bells, 0)));
            }
        }
    }
}
