using Introspect.Core;

namespace Introspect.Devices.Virtio;

/// <summary>
/// Entropy device, VIRTIO 1.2 section 5.4, over a generator with a given seed: the same machine draws the same numbers, and
/// the guest's secrets are no secrets.
/// </summary>
public sealed class VirtioRng(ulong seed) : VirtioDevice
{
    private const int LongestRequest = 64 * 1024;

    private readonly Xoshiro256 _generator = new(seed);
    private readonly byte[] _piece = new byte[256];

    public override uint Id => 4;

    public override ulong Features => 0;

    public override int QueueCount => 1;

    public override ReadOnlySpan<byte> Configuration => default;

    public override void Reset() => _generator.Seed(seed);

    protected internal override void Serve(int queue, VirtioChain chain)
    {
        for (int done = 0; done < LongestRequest && chain.Writable != 0; done += _piece.Length)
        {
            Span<byte> piece = _piece.AsSpan(0, (int)Math.Min(chain.Writable, (ulong)_piece.Length));
            _generator.Fill(piece);
            if (!chain.TryWrite(piece))
            {
                return;
            }
        }
    }
}
