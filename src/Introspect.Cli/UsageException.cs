using Introspect.Core;

namespace Introspect.Cli;

/// <summary>The command line asks for what cannot be: exit code 2.</summary>
public sealed class UsageException : IntrospectException
{
    public UsageException()
    {
    }

    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
