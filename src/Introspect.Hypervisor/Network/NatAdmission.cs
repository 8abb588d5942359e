using System.Buffers.Binary;

namespace Introspect.Hypervisor.Network;

/// <summary>
/// Bounds the sockets of the host that a guest behind address translation can take up: with that many open, frames that begin something new are
/// not let in any more until others have ended. libslirp itself has no such bound.
/// </summary>
internal sealed class NatAdmission
{
    /// <summary>Sockets that a guest may hold.</summary>
    public const int MaxSockets = 256;

    private const int TypeOffset = 12, HeaderOffset = 14;
    private const ushort Ipv4 = 0x0800;
    private const int ProtocolOffset = 9;
    private const byte Tcp = 6;
    private const int TcpFlagsOffset = 13, TcpHeaderBytes = 20;
    private const byte Synchronize = 0x02, Acknowledge = 0x10;

    private readonly HashSet<int> _sockets = [];

    /// <summary>Sockets that are open now.</summary>
    public int Count => _sockets.Count;

    public void NoteOpened(int socket) => _sockets.Add(socket);

    public void NoteClosed(int socket) => _sockets.Remove(socket);

    /// <summary>True when the frame may go in.</summary>
    public bool Admits(ReadOnlySpan<byte> frame) => _sockets.Count < MaxSockets || !BeginsSomething(frame);

    // A datagram may belong to a socket that is there or ask for a new one, which only the library knows.
    private static bool BeginsSomething(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < HeaderOffset + TcpHeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(frame[TypeOffset..]) != Ipv4)
        {
            return false;
        }

        ReadOnlySpan<byte> packet = frame[HeaderOffset..];
        int headerBytes = (packet[0] & 0xF) * 4;
        return packet[ProtocolOffset] != Tcp
            || packet.Length < headerBytes + TcpHeaderBytes
            || (packet[headerBytes + TcpFlagsOffset] & (Synchronize | Acknowledge)) == Synchronize;
    }
}
