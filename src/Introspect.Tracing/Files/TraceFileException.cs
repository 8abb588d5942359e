using Introspect.Core;

namespace Introspect.Tracing.Files;

/// <summary>A file is no trace, or not a whole one. Everything in front of <see cref="Offset"/> has been read.</summary>
public sealed class TraceFileException : IntrospectException
{
    /// <summary>An error without a place.</summary>
    public TraceFileException()
    {
    }

    /// <summary>An error without a place.</summary>
    public TraceFileException(string message)
        : base(message)
    {
    }

    /// <summary>An error without a place.</summary>
    public TraceFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal TraceFileException(string file, long offset, string what, ulong events)
        : base($"{file}: offset 0x{offset:x}: {what}. {Read(events)}") => Offset = offset;

    /// <summary>Bytes from the file's start to what could not be understood.</summary>
    public long Offset { get; }

    private static string Read(ulong events) => events switch
    {
        0 => "No event could be read.",
        1 => "1 event before it could be read.",
        _ => $"{events} events before it could be read.",
    };
}
