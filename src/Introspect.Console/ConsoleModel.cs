using System.Collections.Immutable;
using System.Globalization;
using Introspect.Console.Keys;
using Introspect.Console.Looking;
using Introspect.Console.Panes;
using Introspect.Console.Screen;
using Introspect.Core;
using Introspect.Core.Symbols;
using Introspect.Inspection;

namespace Introspect.Console;

/// <summary>
/// The console without a terminal: what it shows as a canvas, and what keys do. Drawing never touches the guest; <see cref="Look"/> copies
/// out of it what is seen now. One thread uses it.
/// </summary>
public sealed class ConsoleModel : IDisposable
{
    private const int MinWidth = 60, MinHeight = 16;

    private static readonly TimeSpan s_messageTime = TimeSpan.FromSeconds(6);

    private readonly TimeProvider _time;
    private readonly MachineWatch? _watch;
    private readonly GuestWatch? _guest;
    private readonly PaneSet _panes;
    private readonly ImmutableArray<KeyBinding> _keys;
    private Page _page = Page.All[0];
    private int _focus;
    private bool _isZoomed, _afterPrefix;
    private HelpPane? _help;
    private string? _prompt;
    private volatile Message? _message;
    private StopEvent? _toldStop;
    private Area _screen = new(0, 0, 80, 24);

    public ConsoleModel(ConsoleSource source, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _watch = source.Machine is { } machine ? new MachineWatch(machine, time) : null;
        _guest = source.Guest is { } guest ? new GuestWatch(guest, time, source.InBackground) : null;
        _panes = new PaneSet(source, _watch, _guest, time);
        _keys = Bindings();
        _toldStop = _watch?.Last.LastStop;
        if (_panes.Trouble is not null)
        {
            Tell(_panes.Trouble);
        }

        _page = _watch is null ? Page.All.First(static page => page.Name == "trace") : _page;
    }

    /// <summary>Names of what can be shown alone: pages and panes.</summary>
    public static IReadOnlyList<string> Views { get; } =
        [.. Page.All.Select(static page => page.Name).Concat(Page.All.SelectMany(static page => page.Panes)).Distinct()];

    /// <summary>True when the user wants to leave.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Where the terminal's cursor belongs, as of the last drawing; null: nowhere.</summary>
    public (int X, int Y)? Caret { get; private set; }

    /// <summary>The longest time that a look took, with its wait for the hold.</summary>
    public TimeSpan LongestLook => _watch?.LongestLook ?? TimeSpan.Zero;

    private Pane Focused => _panes[_page.Panes[_focus]];

    private bool TypesToGuest => Focused.IsGuestsKeyboard && _help is null && _prompt is null;

    /// <summary>Chooses a page, or a pane that then has the whole screen.</summary>
    /// <exception cref="IntrospectException">There is none of this name.</exception>
    public void Show(string view)
    {
        Page page = Page.All.FirstOrDefault(page => page.Name == view || page.Panes.Contains(view)) ??
            throw new IntrospectException($"view: there is no '{view}'. Choose one of: {string.Join(", ", Views)}.");
        _page = page;
        _isZoomed = page.Name != view;
        _focus = Math.Max(0, page.Panes.IndexOf(view));
    }

    /// <summary>From any thread: tells the user something at the bottom of the screen for a while.</summary>
    public void Tell(string message) => _message = new Message(message, _time.GetTimestamp());

    /// <summary>Copies out of the machine what is seen now.</summary>
    public void Look()
    {
        if (_watch is null)
        {
            return;
        }

        _guest?.Refresh(Placed().Any(static place => place.Pane is TasksPane));
        _panes.Trace?.Want(Placed().Any(static place => place.Pane is TimelinePane or EventsPane));
        ulong before = _watch.Last.Instructions;
        MachineLook look = _watch.Look(Placed().Select(static place => place.Pane).OfType<IReadsMachine>());
        if (!ReferenceEquals(_toldStop, look.LastStop))
        {
            _toldStop = look.LastStop;
            bool sleeps = look.LastStop.Reason == StopReason.StepDone && look.Instructions == before;
            string what = look.State == MachineState.Ended ? "ended" : "stopped";
            Tell($"{what}: {StateText.Of(look.LastStop)}{(sleeps ? $"; vCPU {look.LastStop.Vcpu} sleeps and executes nothing" : "")}");
        }
    }

    /// <summary>Takes a key.</summary>
    public void Press(KeyPress key)
    {
        if (_help is not null)
        {
            _help = null;
        }
        else if (_prompt is not null)
        {
            EditPrompt(key);
        }
        else if (Focused is TerminalPane terminal && !_afterPrefix)
        {
            _afterPrefix = key == KeyPress.Prefix;
            if (!_afterPrefix)
            {
                terminal.Type(key);
            }
        }
        else if (_afterPrefix && key == KeyPress.Prefix && Focused is TerminalPane guest)
        {
            _afterPrefix = false;
            guest.Type(key);
        }
        else
        {
            _afterPrefix = false;
            Command(key);
        }
    }

    /// <summary>Draws all of it; the size of the canvas is the size of the screen.</summary>
    public void Draw(Canvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        canvas.Clear();
        _screen = canvas.Whole;
        Caret = null;
        var whole = new Surface(canvas, _screen);
        if (_screen.Width < MinWidth || _screen.Height < MinHeight)
        {
            whole.PutParagraph(0, $"The console needs {MinWidth} columns and {MinHeight} rows; q quits.");
            return;
        }

        foreach ((Pane pane, Area area) in Placed())
        {
            bool hasKeys = pane == _help || (_help is null && pane == Focused);
            Surface surface = whole.Part(area);
            pane.Present(surface.Part(new Area(1, 1, area.Width - 2, area.Height - 2)));
            surface.Frame(pane.Title, hasKeys);
            if (hasKeys && _prompt is null && pane.Caret is { } caret)
            {
                Caret = (area.Inside.X + caret.X, area.Inside.Y + caret.Y);
            }
        }

        whole.PutLine(_screen.Height - 1, BottomLine(), CellStyle.Bar);
        if (_prompt is not null)
        {
            Caret = (BottomLine().Length, _screen.Height - 1);
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _panes.Dispose();
    }

    private IEnumerable<(Pane Pane, Area Area)> Placed()
    {
        Area area = _screen with { Height = Math.Max(0, _screen.Height - 1) };
        if (_help is not null)
        {
            return [(_help, area)];
        }

        return _isZoomed ? [(Focused, area)] : _page.Panes.Select(name => _panes[name]).Zip(_page.Divide(area));
    }

    private string BottomLine()
    {
        if (_prompt is not null)
        {
            return $" go to (address, symbol or register): {_prompt}";
        }

        if (_message is { } message && _time.GetElapsedTime(message.Time) < s_messageTime)
        {
            return $" {message.Text}";
        }

        if (TypesToGuest)
        {
            return _afterPrefix
                ? " Ctrl-A: now a key of the console, or Ctrl-A for the guest"
                : " Keys go to the guest. Ctrl-A and then: Tab next pane  x quit  ? keys";
        }

        return _watch is null
            ? " Tab pane  1-4 page  z zoom  ? keys  q quit"
            : " Tab pane  1-4 page  r run  s stop  n step  b break  g goto  ? keys  q quit";
    }

    // The console's keys, a row each. Those of a pane go before them.
    private ImmutableArray<KeyBinding> Bindings()
    {
        bool Always() => true;
        bool IsIn(MachineState state) => _watch is not null && _watch.Machine.State == state;
        return
        [
            Row("r", "run", 'r', () => IsIn(MachineState.Stopped), () => Resume(_watch!.Run())),
            Row("s", "stop", 's', () => IsIn(MachineState.Running), () => _watch!.Machine.Interrupt()),
            Row("n", "step one instruction of the chosen vCPU", 'n', () => IsIn(MachineState.Stopped), () => Resume(_watch!.Step())),
            Row("b", "breakpoint at the chosen instruction, or take it away", 'b', () => _watch?.Machine is IHasBreakpoints, ToggleBreakpoint),
            Row("g", "go to an address, symbol or register; on page mmu: walk it", 'g', () => _watch is not null, () => _prompt = ""),
            new(new("Tab F6", "next pane"), static key => key.Kind == KeyKind.Tab || key is { Kind: KeyKind.Function, Number: 6 }, Always, _ => Turn(1)),
            new(new("Shift-Tab", "previous pane"), static key => key.Kind == KeyKind.BackTab, Always, _ => Turn(-1)),
            new(
                new("1 2 3 4", $"page: {string.Join(", ", Page.All.Select(static page => page.Name))}"),
                static key => key.Kind == KeyKind.Character && !key.Control && !key.Alt && key.Rune.Value - '1' is var n && n >= 0 && n < Page.All.Length,
                Always,
                key => (_page, _focus, _isZoomed) = (Page.All[key.Rune.Value - '1'], 0, false)),
            Row("z", "this pane alone, or all again", 'z', Always, () => _isZoomed = !_isZoomed),
            new(
                new("?", "the keys that work here"),
                static key => key.Is('?') || key is { Kind: KeyKind.Function, Number: 1 },
                Always,
                _ => _help = new HelpPane(Focused.Name, KeysThatWork())),
            new(new("q", "quit; in the terminal: Ctrl-A x"), key => key.Is('q') || (Focused.IsGuestsKeyboard && key.Is('x')), Always, _ => IsOver = true),
        ];

        static KeyBinding Row(string key, string meaning, char character, Func<bool> isOffered, Action press) =>
            new(new KeyHelp(key, meaning), pressed => pressed.Is(character), isOffered, _ => press());
    }

    private ImmutableArray<KeyHelp> KeysThatWork()
    {
        ImmutableArray<KeyHelp> own = Focused.Keys;
        IEnumerable<KeyHelp> general = _keys.Where(static row => row.IsOffered()).Select(static row => row.Help);
        return Focused.IsGuestsKeyboard
            ? [new("any key", "goes to the guest, but for Ctrl-A"), .. own, .. general.Select(static row => row with { Key = $"Ctrl-A {row.Key}" })]
            : [.. own, .. general];
    }

    private void Command(KeyPress key)
    {
        if (Focused.Press(key))
        {
            return;
        }

        if (_keys.FirstOrDefault(row => row.Matches(key)) is not { } row)
        {
            Tell("This key does nothing here; ? lists those that do.");
        }
        else if (!row.IsOffered())
        {
            Tell(_watch is null ? "There is no machine behind a trace file." : $"{row.Help.Meaning}: not while the machine is {StateWord()}.");
        }
        else
        {
            row.Press(key);
        }
    }

    private string StateWord() => _watch!.Machine.State switch
    {
        MachineState.Running => "running",
        MachineState.Stopped => "stopped",
        MachineState.Ended => "at its end",
    };

    private void Resume(bool isResumed)
    {
        if (!isResumed)
        {
            Tell("The machine cannot run on from here.");
        }
    }

    private void Turn(int panes) => _focus = (_focus + panes + _page.Panes.Length) % _page.Panes.Length;

    private void ToggleBreakpoint()
    {
        if (_watch is { Machine: IHasBreakpoints machine } && _panes.Disassembly is { } code)
        {
            bool isSet = _watch.ToggleBreakpoint(machine, code.Selected);
            Tell($"breakpoint at {code.Selected:X8} {(isSet ? "set" : "taken away")}");
        }
    }

    private void EditPrompt(KeyPress key)
    {
        switch (key.Kind)
        {
            case KeyKind.Escape:
                _prompt = null;
                break;
            case KeyKind.Enter:
                string text = _prompt!.Trim();
                _prompt = null;
                Goto(text);
                break;
            case KeyKind.Backspace when _prompt!.Length > 0:
                _prompt = _prompt[..^1];
                break;
            case KeyKind.Character when !key.Control && !key.Alt && key.Rune.IsAscii && _prompt!.Length < 60:
                _prompt += key.Rune.ToString();
                break;
            default:
                break;
        }
    }

    private void Goto(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (!TryResolve(text, out uint address, out bool? isThumb))
        {
            Tell($"'{text}' is no address, symbol or register.");
        }
        else if (_page.Panes.Contains("walk"))
        {
            _panes.Walk?.Goto(address);
        }
        else
        {
            _page = _page.Panes.Contains("disassembly") ? _page : Page.All[0];
            _focus = _page.Panes.IndexOf("disassembly");
            _panes.Disassembly?.Goto(address, isThumb);
        }
    }

    // A register goes before a symbol of its name, and both before a number without 0x.
    // The instruction set is known of functions.
    private bool TryResolve(string text, out uint address, out bool? isThumb)
    {
        int plus = text.LastIndexOf('+');
        if (plus > 0 && TryResolve(text[..plus].Trim(), out address, out isThumb) && TryNumber(text[(plus + 1)..].Trim(), out uint offset))
        {
            address += offset;
            return true;
        }

        isThumb = null;
        int register = _watch!.Registers.Index().FirstOrDefault(row => row.Item.Name == text, (-1, null!)).Index;
        if (register >= 0)
        {
            address = (uint)_watch.Last.Registers[register];
            return true;
        }

        if (_guest is not null && _guest.TryFindSymbol(text, out GuestSymbol? symbol))
        {
            address = symbol.Address;
            isThumb = symbol.IsFunction ? symbol.IsThumb : null;
            return true;
        }

        return TryNumber(text, out address);
    }

    private static bool TryNumber(string text, out uint number) => uint.TryParse(
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text,
        NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture,
        out number);

    private sealed record Message(string Text, long Time);
}
