using System.Runtime.InteropServices;

namespace Introspect.Cli.Running;

/// <summary>
/// Brings what is typed, or what a pipe holds, to the guest. A terminal is in raw mode meanwhile, so that Ctrl-C is the
/// guest's; Ctrl-A x ends the machine, Ctrl-A n brings the next one to the front, and Ctrl-A Ctrl-A types one Ctrl-A.
/// </summary>
public sealed class TerminalInput : IDisposable
{
    private const int StandardInput = 0, AfterOutputDrains = 1;

    // struct termios of Linux has 60 bytes on all hosts we run on.
    private readonly byte[] _saved = new byte[128];
    private readonly bool _isRaw;

    private TerminalInput(bool isTerminal)
    {
        if (isTerminal && GetAttributes(StandardInput, _saved) == 0)
        {
            byte[] raw = [.. _saved];
            MakeRaw(raw);
            _isRaw = SetAttributes(StandardInput, AfterOutputDrains, raw) == 0;
        }
    }

    /// <summary>Starts to read <paramref name="input"/> and hands the bytes to <paramref name="type"/>.</summary>
    public static TerminalInput Start(Stream input, bool isTerminal, Action<ReadOnlyMemory<byte>> type, Action quit, Action? next = null)
    {
        var terminal = new TerminalInput(isTerminal);
        new Thread(() => terminal.Pump(input, type, quit, next)) { IsBackground = true, Name = "terminal input" }.Start();
        return terminal;
    }

    public void Dispose()
    {
        if (_isRaw)
        {
            _ = SetAttributes(StandardInput, AfterOutputDrains, _saved);
        }
    }

    [DllImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetAttributes(int descriptor, [Out] byte[] attributes);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAttributes(int descriptor, int when, [In] byte[] attributes);

    [DllImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void MakeRaw([In, Out] byte[] attributes);

    private void Pump(Stream input, Action<ReadOnlyMemory<byte>> type, Action quit, Action? next)
    {
        var keys = new TerminalKeys();
        byte[] buffer = new byte[256];
        for (int count = input.Read(buffer); count > 0; count = input.Read(buffer))
        {
            if (!_isRaw)
            {
                type(buffer.AsMemory(0, count).ToArray());
                continue;
            }

            for (ReadOnlySpan<byte> typed = buffer.AsSpan(0, count); !typed.IsEmpty;)
            {
                var forGuest = new List<byte>();
                TerminalCommand command = keys.Filter(ref typed, forGuest);
                type(forGuest.ToArray());
                switch (command)
                {
                    case TerminalCommand.Quit:
                        quit();
                        return;
                    case TerminalCommand.Next:
                        next?.Invoke();
                        break;
                    default:
                        break;
                }
            }
        }
    }
}

/// <summary>What a user wants of us and not of the guest.</summary>
public enum TerminalCommand
{
    None,

    /// <summary>Ctrl-A x.</summary>
    Quit,

    /// <summary>Ctrl-A n.</summary>
    Next,
}

/// <summary>The keys of a terminal that are not for the guest.</summary>
public sealed class TerminalKeys
{
    private const byte Prefix = 1;

    private bool _afterPrefix;

    /// <summary>Sorts out what is for the guest, up to a command; takes what it has looked at.</summary>
    public TerminalCommand Filter(ref ReadOnlySpan<byte> typed, ICollection<byte> forGuest)
    {
        while (!typed.IsEmpty)
        {
            byte key = typed[0];
            typed = typed[1..];
            if (_afterPrefix && key is (byte)'x' or (byte)'n')
            {
                _afterPrefix = false;
                return key == (byte)'x' ? TerminalCommand.Quit : TerminalCommand.Next;
            }

            if (key == Prefix && !_afterPrefix)
            {
                _afterPrefix = true;
                continue;
            }

            _afterPrefix = false;
            forGuest.Add(key);
        }

        return TerminalCommand.None;
    }
}
