using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Introspect.Cli.Running;

/// <summary>
/// Watches a guest's output and types for its user: each step waits for a pattern and then sends a text; when all are sent,
/// one last pattern ends the run. It acts on the very character that completes a match, so a run on the virtual clock is
/// the same run each time.
/// </summary>
/// <remarks>
/// Patterns see text as a person does: without carriage returns and terminal sequences (ECMA-48 5.4), with ^ and $ at the
/// ends of lines, and only what came after the last match. They see the last <see cref="WindowCharacters"/> characters.
/// </remarks>
public sealed class ScriptedConsole
{
    public const int WindowCharacters = 1024;

    private const byte Escape = 0x1B, CarriageReturn = (byte)'\r';

    private readonly IReadOnlyList<ScriptStep> _steps;
    private readonly Regex? _until;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly char[] _window = new char[2 * WindowCharacters];
    private int _length;
    private int _nextStep;
    private Sequence _sequence;

    public ScriptedConsole(IReadOnlyList<ScriptStep> steps, Regex? until)
    {
        _steps = steps;
        _until = until;
    }

    private enum Sequence
    {
        None,
        Begun,
        Control,
    }

    /// <summary>True once the last pattern has matched.</summary>
    public bool IsMatched { get; private set; }

    /// <summary>What is waited for now, or null when nothing is.</summary>
    public string? Awaited => (IsMatched ? null : _nextStep < _steps.Count ? _steps[_nextStep].Pattern : _until)?.ToString();

    /// <summary>
    /// Compiles a pattern. The engine without backtracking bounds the time for any pattern and text.
    /// </summary>
    /// <exception cref="UsageException">It is no pattern, or one that needs backtracking.</exception>
    public static Regex Compile(string option, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException e)
        {
            throw new UsageException($"{option}: '{pattern}' is no regular expression: {e.Message}", e);
        }
        catch (NotSupportedException e)
        {
            throw new UsageException($"{option}: '{pattern}' needs backtracking. Leave out lookaround and back references.", e);
        }
    }

    /// <summary>Takes one byte of output, and returns the text to send because of it, or nothing.</summary>
    public ReadOnlyMemory<byte> Put(byte output)
    {
        if (IsMatched || (_nextStep == _steps.Count && _until is null) || !Keep(output))
        {
            return default;
        }

        Regex pattern = _nextStep < _steps.Count ? _steps[_nextStep].Pattern : _until!;
        foreach (ValueMatch match in pattern.EnumerateMatches(_window.AsSpan(0, _length)))
        {
            int end = match.Index + match.Length;
            _window.AsSpan(end, _length - end).CopyTo(_window);
            _length -= end;
            if (_nextStep < _steps.Count)
            {
                return _steps[_nextStep++].Text;
            }

            IsMatched = true;
            return default;
        }

        return default;
    }

    /// <summary>Puts a byte into the window; false when it adds no visible character.</summary>
    private bool Keep(byte output)
    {
        switch (_sequence)
        {
            case Sequence.Begun:
                _sequence = output == (byte)'[' ? Sequence.Control : Sequence.None;
                return false;

            case Sequence.Control:
                _sequence = output is >= 0x40 and <= 0x7E ? Sequence.None : Sequence.Control;
                return false;

            case Sequence.None when output == Escape:
                _sequence = Sequence.Begun;
                return false;

            case Sequence.None when output == CarriageReturn:
                return false;
        }

        if (_length > _window.Length - 2)
        {
            _window.AsSpan(_length - WindowCharacters, WindowCharacters).CopyTo(_window);
            _length = WindowCharacters;
        }

        int added = _decoder.GetChars([output], _window.AsSpan(_length), flush: false);
        _length += added;
        return added > 0;
    }
}

/// <summary>A pattern to wait for, and what to send then.</summary>
public sealed record ScriptStep(Regex Pattern, ReadOnlyMemory<byte> Text)
{
    /// <summary>
    /// Reads a text as it is typed on a command line: \n \r \t \e \\ and \xHH stand for characters. A carriage return, as the
    /// Enter key sends it, follows the text unless it ends in \c.
    /// </summary>
    /// <exception cref="UsageException">A backslash stands before something else.</exception>
    public static byte[] ParseText(string text)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                int length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
                continue;
            }

            i++;
            char kind = i < text.Length ? text[i] : '\0';
            switch (kind)
            {
                case 'c' when i == text.Length - 1:
                    return [.. bytes];

                case 'x' when i + 2 < text.Length &&
                    byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value):
                    bytes.Add(value);
                    i += 2;
                    break;

                default:
                    bytes.Add(kind switch
                    {
                        'n' => (byte)'\n',
                        'r' => (byte)'\r',
                        't' => (byte)'\t',
                        'e' => 0x1B,
                        '\\' => (byte)'\\',
                        _ => throw new UsageException(
                            $"--send-after: '{text}' has an unknown escape. " +
                            @"Use \n \r \t \e \\ \xHH, or \c at the end for no carriage return."),
                    });
                    break;
            }
        }

        bytes.Add((byte)'\r');
        return [.. bytes];
    }
}
