using Introspect.Console.Serial;

namespace Introspect.Cli.Running;

/// <summary>A stream that writes to a guest's terminal, and to another stream beside it.</summary>
internal sealed class TerminalStream(GuestTerminal terminal, Stream beside) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        terminal.Write(buffer);
        beside.Write(buffer);
    }

    public override void Flush() => beside.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
