namespace Introspect.Cli.Control;

/// <summary>Names of machines: what may be in one, and how one of several is meant.</summary>
internal static class MachineNames
{
    public const int MaxLength = 64;

    /// <summary>A wish as a name: letters, digits and <c>. _ + -</c>, beginning with a letter or digit, not too long.</summary>
    public static string Clean(string wish)
    {
        string name = new([.. wish.Take(MaxLength).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '+' ? c : '-')]);
        name = name.TrimStart('.', '_', '+', '-');
        return name.Length == 0 ? "guest" : name;
    }

    /// <summary>Reads NAME or NAME@PID.</summary>
    public static (string Name, int? Pid) Parse(string text)
    {
        int at = text.LastIndexOf('@');
        return at > 0 && int.TryParse(text.AsSpan(at + 1), out int pid) ? (text[..at], pid) : (text, null);
    }
}
