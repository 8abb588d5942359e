namespace Introspect.Gdb.Protocol;

/// <summary>What the framer found next in a client's bytes.</summary>
internal enum FrameKind
{
    /// <summary>Nothing whole yet; more bytes are needed.</summary>
    None,

    /// <summary>A packet with the right checksum (or any, once checksums are not looked at).</summary>
    Packet,

    /// <summary>A packet whose checksum is wrong.</summary>
    Damaged,

    /// <summary>A packet longer than was offered; it has been dropped.</summary>
    TooLong,

    /// <summary>The client's Ctrl-C, outside any packet.</summary>
    Interrupt,

    /// <summary>The client asks to send the last packet again.</summary>
    Resend,
}

/// <summary>
/// Cuts a stream of bytes into packets: <c>$payload#checksum</c>, with acknowledgements and Ctrl-C between them (GDB manual,
/// E.1 Overview). Holds one packet at most; whatever comes, it stays within its buffer.
/// </summary>
internal sealed class PacketFramer
{
    private const int Trailer = 3;   // '#' and two digits
    private readonly byte[] _buffer = new byte[ReplyWriter.MaxPayload + 0x1000];
    private int _start;
    private int _end;
    private int _scanned;
    private bool _dropping;

    /// <summary>False once client and server have agreed to trust the transport.</summary>
    public bool ChecksChecksums { get; set; } = true;

    /// <summary>Where to put the next bytes; never empty. Payloads handed out earlier are gone.</summary>
    public Span<byte> Free()
    {
        if (_start == _end)
        {
            Discard(_end);
            _start = _end = _scanned = 0;
        }
        else if (_end == _buffer.Length)
        {
            if (_start == 0)
            {
                _dropping = true;
                _start = _scanned;   // nothing, or the '#' whose digits are still to come
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _scanned = Math.Max(0, _scanned - _start);
            _start = 0;
        }

        return _buffer.AsSpan(_end);
    }

    /// <summary>Tells that <paramref name="count"/> bytes were put at the beginning of <see cref="Free"/>.</summary>
    public void Added(int count) => _end += count;

    /// <summary>Takes what comes next; the payload is valid until <see cref="Free"/> is called.</summary>
    public FrameKind Next(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (_dropping)
        {
            return NextWhileDropping();
        }

        while (_start < _end)
        {
            switch (_buffer[_start])
            {
                case 0x03:
                    Discard(_start + 1);
                    return FrameKind.Interrupt;
                case (byte)'-':
                    Discard(_start + 1);
                    return FrameKind.Resend;
                case (byte)'$':
                    return NextPacket(out payload);
                default:
                    Discard(_start + 1);
                    break;
            }
        }

        return FrameKind.None;
    }

    private FrameKind NextPacket(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        int from = Math.Max(_scanned, _start + 1);
        int found = _buffer.AsSpan(from, _end - from).IndexOf((byte)'#');
        if (found < 0)
        {
            _scanned = _end;
            return FrameKind.None;
        }

        int hash = from + found;
        _scanned = hash;
        if (hash + Trailer > _end)
        {
            return FrameKind.None;
        }

        // A bare '$' is never part of a payload: the client gave up on a packet and began anew.
        int dollar = _start + _buffer.AsSpan(_start, hash - _start).LastIndexOf((byte)'$');
        Span<byte> body = _buffer.AsSpan(dollar + 1, hash - dollar - 1);
        bool intact = !ChecksChecksums || Checksum.Matches(body, _buffer.AsSpan(hash + 1, 2));
        Discard(hash + Trailer);
        if (body.Length > ReplyWriter.MaxPayload)
        {
            return FrameKind.TooLong;
        }

        payload = body;
        return intact ? FrameKind.Packet : FrameKind.Damaged;
    }

    private FrameKind NextWhileDropping()
    {
        int found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'#');
        if (found < 0)
        {
            Discard(_end);
            return FrameKind.None;
        }

        if (_start + found + Trailer > _end)
        {
            Discard(_start + found);
            return FrameKind.None;
        }

        Discard(_start + found + Trailer);
        _dropping = false;
        return FrameKind.TooLong;
    }

    private void Discard(int upTo) => _start = _scanned = upTo;
}
