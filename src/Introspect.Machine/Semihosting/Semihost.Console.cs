using Introspect.Cpu;

namespace Introspect.Machine.Semihosting;

/// <summary>
/// Calls about the console. What is typed comes through the machine's door and belongs to the serial port until the guest asks
/// for it by semihosting. A vCPU that reads executes nothing until there is something to read.
/// </summary>
public sealed partial class Semihost
{
    private const int MostTyped = 4096;
    private const uint LongestString = 1 << 20;
    private const byte EndOfTransmission = 0x04;

    private readonly Queue<byte> _typed = new();
    private readonly Queue<InputRequest> _waiting = new();
    private bool _isReading;

    public bool CanReceive => _isReading || _serial is null ? _typed.Count < MostTyped : _serial.CanReceive;

    public void Receive(byte character)
    {
        if (!_isReading)
        {
            _serial?.Receive(character);
        }

        // What comes before the guest asks for it is kept as well: somebody may type while it starts.
        if (_typed.Count < MostTyped)
        {
            _typed.Enqueue(character == (byte)'\r' ? (byte)'\n' : character);
        }

        ServeReaders();
    }

    private uint? WaitForInput(InputRequest request)
    {
        _isReading = true;
        _waiting.Enqueue(request);
        request.Vcpu.AwaitsAnswer = true;
        ServeReaders();
        return null;
    }

    private void ServeReaders()
    {
        while (_typed.Count > 0 && _waiting.TryDequeue(out InputRequest request))
        {
            request.Vcpu.Registers[0] = request.IsCharacter ? _typed.Dequeue() : request.Length - Take(request);
            request.Vcpu.AwaitsAnswer = false;
        }
    }

    // A terminal gives what there is. Control-D in front ends the file, as on a terminal.
    private uint Take(InputRequest request)
    {
        var memory = new CallMemory(request.Vcpu);
        uint done = 0;
        while (done < request.Length && _typed.TryPeek(out byte character))
        {
            if (character == EndOfTransmission)
            {
                if (done == 0)
                {
                    _typed.Dequeue();
                }

                break;
            }

            if (!memory.TryWrite(request.Address + done, [character]))
            {
                Fail(SemihostError.BadAddress);
                break;
            }

            _typed.Dequeue();
            done++;
        }

        return done;
    }

    private uint IsTerminal(uint handle) =>
        Find(handle) is { } file ? (file.Stream is null ? 1u : 0) : Fail(SemihostError.BadHandle);

    private uint WriteCharacter(CallMemory memory, uint address)
    {
        Span<byte> character = stackalloc byte[1];
        if (!memory.TryRead(address, character))
        {
            return Fail(SemihostError.BadAddress);
        }

        _output.Put(character[0]);
        return 0;
    }

    private uint WriteString(CallMemory memory, uint address)
    {
        Span<byte> character = stackalloc byte[1];
        for (uint i = 0; i < LongestString; i++)
        {
            if (!memory.TryRead(address + i, character))
            {
                return Fail(SemihostError.BadAddress);
            }

            if (character[0] == 0)
            {
                return 0;
            }

            _output.Put(character[0]);
        }

        return Fail(SemihostError.Invalid);
    }

    /// <summary>A vCPU that waits for input, and where it is to go.</summary>
    private readonly record struct InputRequest(Vcpu Vcpu, uint Address, uint Length, bool IsCharacter);
}
