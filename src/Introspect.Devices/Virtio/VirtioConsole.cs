namespace Introspect.Devices.Virtio;

/// <summary>
/// Console with one port, VIRTIO 1.2 section 5.3, and its emergency write. Not modelled: window size, several ports.
/// </summary>
public sealed class VirtioConsole(ICharacterSink output) : VirtioDevice, ICharacterReceiver
{
    private const int ReceiveQueue = 0;
    private const ulong EmergencyWrite = 1 << 2;
    private const int EmergencyWord = 2;
    private const int LongestWrite = 1 << 20;

    private readonly byte[] _configuration = new byte[12];
    private readonly byte[] _piece = new byte[256];

    public override uint Id => 3;

    public override ulong Features => EmergencyWrite;

    public override int QueueCount => 2;

    public override ReadOnlySpan<byte> Configuration => _configuration;

    public bool CanReceive => HasBuffer(ReceiveQueue);

    public void Receive(byte character) => TryDeliver(ReceiveQueue, [], [character]);

    protected internal override bool ServesAtOnce(int queue) => queue != ReceiveQueue;

    protected internal override void Serve(int queue, VirtioChain chain)
    {
        for (int done = 0; done < LongestWrite && chain.Readable != 0; done += _piece.Length)
        {
            Span<byte> piece = _piece.AsSpan(0, (int)Math.Min(chain.Readable, (ulong)_piece.Length));
            if (!chain.TryRead(piece))
            {
                return;
            }

            foreach (byte character in piece)
            {
                output.Put(character);
            }
        }
    }

    protected internal override void WriteConfiguration(int word, uint value)
    {
        if (word == EmergencyWord)
        {
            output.Put((byte)value);
        }
    }
}
