namespace Introspect.Machine.Semihosting;

/// <summary>The operations by their numbers in R0 (Semihosting 2.0, "Semihosting operations").</summary>
internal enum SemihostOperation : uint
{
    Open = 0x01,
    Close = 0x02,
    WriteCharacter = 0x03,
    WriteString = 0x04,
    Write = 0x05,
    Read = 0x06,
    ReadCharacter = 0x07,
    IsError = 0x08,
    IsTerminal = 0x09,
    Seek = 0x0A,
    FileLength = 0x0C,
    TemporaryName = 0x0D,
    Remove = 0x0E,
    Rename = 0x0F,
    Clock = 0x10,
    Time = 0x11,
    System = 0x12,
    ErrorNumber = 0x13,
    GetCommandLine = 0x15,
    HeapInformation = 0x16,
    Exit = 0x18,
    ExitExtended = 0x20,
    Elapsed = 0x30,
    TickFrequency = 0x31,
}
