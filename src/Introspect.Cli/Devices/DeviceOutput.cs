using System.Text;

namespace Introspect.Cli.Devices;

/// <summary>
/// Serial output of several machines on one stream. For a terminal: what the machine in front says, byte for byte, and where it stood when it comes to the
/// front. Otherwise: whole lines of all, each behind its machine's name. Called from any thread.
/// </summary>
internal sealed class DeviceOutput(Stream output, int nameWidth, bool isTerminal)
{
    // What is shown of a machine that comes to the front.
    private const int TailBytes = 2048;

    private readonly Lock _lock = new();
    private MachineOutput? _front;

    /// <summary>Brings a machine to the front of a terminal.</summary>
    public void Show(Stream machine)
    {
        lock (_lock)
        {
            _front = (MachineOutput)machine;
            if (isTerminal)
            {
                output.Write(Encoding.UTF8.GetBytes($"\r\n--- {_front.Name} ---\r\n"));
                output.Write(_front.Tail);
                output.Flush();
            }
        }
    }

    /// <summary>Where a machine's output goes.</summary>
    public Stream Of(string machine) => new MachineOutput(this, machine);

    private void Write(MachineOutput machine, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (isTerminal)
            {
                machine.Keep(bytes);
                if (machine == _front)
                {
                    output.Write(bytes);
                }

                return;
            }

            for (int end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
            {
                WriteLine(machine, bytes[..end]);
                bytes = bytes[(end + 1)..];
            }

            machine.Line.AddRange(bytes);
            if (machine.Line.Count > TailBytes)
            {
                WriteLine(machine, []);
            }
        }
    }

    private void WriteLine(MachineOutput machine, ReadOnlySpan<byte> end)
    {
        machine.Line.AddRange(end);
        output.Write(Encoding.UTF8.GetBytes($"{machine.Name.PadRight(nameWidth)} | "));
        output.Write([.. machine.Line.Where(static value => value != (byte)'\r'), (byte)'\n']);
        machine.Line.Clear();
    }

    private void Finish(MachineOutput machine)
    {
        lock (_lock)
        {
            if (machine.Line.Count > 0)
            {
                WriteLine(machine, []);
            }
        }
    }

    /// <summary>The output of one of them.</summary>
    private sealed class MachineOutput(DeviceOutput all, string name) : Stream
    {
        private readonly List<byte> _tail = [];

        public string Name => name;

        /// <summary>A line that has not ended.</summary>
        public List<byte> Line { get; } = [];

        public byte[] Tail => [.. _tail];

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Keep(ReadOnlySpan<byte> bytes)
        {
            _tail.AddRange(bytes);
            _tail.RemoveRange(0, Math.Max(0, _tail.Count - TailBytes));
        }

        public override void Write(ReadOnlySpan<byte> buffer) => all.Write(this, buffer);

        public override void Write(byte[] buffer, int offset, int count) => all.Write(this, buffer.AsSpan(offset, count));

        public override void Flush() => all.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            all.Finish(this);
            base.Dispose(disposing);
        }
    }

    private void Flush()
    {
        lock (_lock)
        {
            output.Flush();
        }
    }
}
