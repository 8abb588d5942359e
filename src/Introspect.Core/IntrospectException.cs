namespace Introspect.Core;

/// <summary>
/// The user, a file or a client did something wrong. The message is one line and says what, where and what to do;
/// the command line prints it as it is and ends with exit code 1.
/// </summary>
public class IntrospectException : Exception
{
    public IntrospectException()
    {
    }

    public IntrospectException(string message)
        : base(message)
    {
    }

    public IntrospectException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
