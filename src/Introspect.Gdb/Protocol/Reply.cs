namespace Introspect.Gdb.Protocol;

/// <summary>What a handler made of its packet.</summary>
internal enum Reply
{
    /// <summary>The reply is in the writer.</summary>
    Written,

    /// <summary>There is no reply now: the stop reply will be it, or the packet has none.</summary>
    Later,

    /// <summary>The arguments are not what the packet takes.</summary>
    Malformed,

    /// <summary>The packet, or what it asks for, is not known here: the empty reply.</summary>
    Unsupported,
}

/// <summary>Error numbers of the protocol, which are those of its File-I/O extension (GDB manual, E.13 "Errno Values").</summary>
internal enum Errno
{
    NoEntry = 2,
    NoMemory = 12,
    Fault = 14,
    Invalid = 22,
}

/// <summary>How the client wants to be told of an error.</summary>
internal enum ErrorStyle
{
    /// <summary><c>E0e</c>: a number is all it understands.</summary>
    Number,

    /// <summary><c>E.text</c>, for clients that announce <c>error-message+</c>.</summary>
    Text,

    /// <summary><c>E0e;hex text</c>, for clients that sent <c>QEnableErrorStrings</c> (lldb).</summary>
    NumberAndHexText,
}
