using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Introspect.Cli.Running;
using Introspect.Cli.Running.Serial;
using Introspect.Cpu.Dispatch;
using Introspect.Machine;
using Introspect.X64;

namespace Introspect.Cli.Commands;

/// <summary>The options of `run`, `demo` and `lockstep`, and how they become settings.</summary>
internal sealed class RunSettingsOptions
{
    private const string SendAfter = "--send-after", DumpTranslation = "--dump-translation";

    private readonly Option<string?> _board = Text("--board", "NAME", "the board, by default one that takes the CPU; see: introspect boards");
    private readonly Option<string?> _cpu = Text("--cpu", "NAME", "the CPU model; see: introspect cpus");
    private readonly Option<int> _smp = new("--smp") { HelpName = "N", Description = "number of vCPUs", DefaultValueFactory = static _ => 1 };
    private readonly Option<int?> _memory = new("--memory") { HelpName = "MiB", Description = "RAM" };
    private readonly Option<string?> _kernel = Text("--kernel", "FILE", "an ELF, zImage, uImage or raw image to start");
    private readonly Option<string?> _initrd = Text("--initrd", "FILE", "the initial RAM disk of a Linux kernel");
    private readonly Option<string?> _dtb = Text("--dtb", "FILE", "a device tree blob instead of the board's own");
    private readonly Option<string?> _append = Text("--append", "TEXT", "the kernel's command line; goes behind a known guest's own");
    private readonly Option<string[]> _drive = Texts("--drive", "FILE[,ro]", "a disk image; more than one may be given");
    private readonly Option<string[]> _pflash = Texts("--pflash", "FILE[,ro]", "the image of flash bank 0, then of bank 1");
    private readonly Option<string?> _serial = Text("--serial", "WHERE", "first serial port: console (the default), terminal (no console, keys go to the guest, Ctrl-A x ends), file:PATH, none, tcp:[HOST:]PORT, pty (a pseudo terminal) or port:DEVICE[,BAUD]");
    private readonly Option<string[]> _net = Texts(
        "--net",
        "WHERE",
        "plug a network device in, one each time: none (the default), nat[,forward=[udp:][ADDRESS:]PORT:GUESTPORT...][,restrict][,nohost], " +
        "switch:NAME[,isolated][,anymac] or tap:IFNAME; any with ,mac=ADDRESS");

    private readonly Option<string?> _gdb = Text("--gdb", "[HOST:]PORT", "serve gdb: all vCPUs on PORT, vCPU n alone on PORT+1+n");
    private readonly Option<bool> _waitGdb = new("--wait-gdb") { Description = "do not start until a debugger continues" };
    private readonly Option<bool> _headless = new("--headless") { Description = "no console UI; the guest's serial port on stdin and stdout" };
    private readonly Option<string?> _until = Text("--until", "REGEX", "end with 0 when the output matches, after all --send-after");
    private readonly Option<double?> _timeout = CreateTimeout();

    private readonly Option<string[]> _sendAfter = Texts(
        SendAfter,
        "REGEX TEXT",
        @"wait for REGEX, then type TEXT and Enter; in the order given. TEXT knows \n \r \t \e \\ \xHH, and \c at its end: no Enter");

    private readonly Option<ClockKind> _clock = new("--clock")
    {
        HelpName = "virtual|host",
        Description = "count instructions (the same run each time), or follow the host",
    };

    private readonly Option<bool> _parallel = new("--parallel")
    {
        Description = "run the vCPUs at once, each on a thread of the host; no two runs are the same then",
    };

    private readonly Option<Engine> _engine = new("--engine")
    {
        HelpName = "translator|interpreter",
        Description = "execute code of the host made from the guest's (fast), or one operation after the other; the guest cannot tell",
        DefaultValueFactory = static _ => EngineTuning.DefaultEngine,
    };

    private readonly Option<string?> _without = Text(
        "--without", "WHAT[,WHAT...]", "let the translator do without `window`, `passes`, or a pass by its name; the guest cannot tell");

    private readonly Option<CodeMapping> _codeMapping = new("--code-mapping")
    {
        HelpName = "single|double",
        Description = "map translated code once, or twice so that no mapping is both writable and executable (as is done where the host insists)",
        DefaultValueFactory = static _ => EngineTuning.Default.CodeMapping,
    };

    private readonly Option<bool> _semihosting = new("--semihosting") { Description = "answer the guest's semihosting calls" };
    private readonly Option<string?> _report = Text("--report", "FILE.json", "write how the run ended, and the exits by reason and cost");

    private readonly Option<string?> _dumpTranslation = Text(
        DumpTranslation, "PC[,PC...]", "print to standard error, at the end, the blocks that begin at these addresses: ARM, operations, x86");

    private readonly Option<string?> _trace = Text("--trace", "FILE", "record what happens to the vCPUs; see: introspect trace --help");
    private readonly Option<string?> _traceEvents = TraceEventsOption.Create();
    private readonly ScreenshotOptions _screenshot = new("at the end of the run");

    /// <summary>What any machine takes.</summary>
    private IEnumerable<Option> ForAll => [_smp, _memory, _until, _timeout, _sendAfter];

    /// <summary>What a machine takes whose guest is chosen.</summary>
    private IEnumerable<Option> ForChosenGuests => [_board, _cpu, _kernel, _initrd, _dtb, _append, _drive, _pflash, _semihosting];

    /// <summary>What a machine takes that somebody looks at.</summary>
    private IEnumerable<Option> ForFaces =>
        [
            _net, _gdb, _waitGdb, _headless, _serial, _clock, _parallel, _engine, _without, _codeMapping, _report, _dumpTranslation, _trace, _traceEvents, .. _screenshot.All,
        ];

    /// <summary>
    /// An option of two words is not in the parser's language: `--send-after R T` becomes `--send-after=R --send-after=T`, which
    /// holds also where T begins with a dash.
    /// </summary>
    public static IReadOnlyList<string> JoinPairs(IReadOnlyList<string> arguments)
    {
        var joined = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--")
            {
                joined.AddRange(arguments.Skip(i));
                break;
            }

            if (arguments[i] != SendAfter || i + 2 >= arguments.Count)
            {
                joined.Add(arguments[i]);
                continue;
            }

            joined.Add($"{SendAfter}={arguments[++i]}");
            joined.Add($"{SendAfter}={arguments[++i]}");
        }

        return joined;
    }

    /// <summary>Of a machine that somebody looks at, or of one that runs for itself.</summary>
    public void AddTo(Command command, bool guestIsChosen, bool hasFaces = true)
    {
        foreach (Option option in (IEnumerable<Option>)[.. guestIsChosen ? ForChosenGuests : [], .. ForAll, .. hasFaces ? ForFaces : []])
        {
            command.Add(option);
        }
    }

    /// <exception cref="UsageException">A value has no sense.</exception>
    public RunSettings Read(ParseResult parsed, string? guest) => new()
    {
        Guest = guest,
        Board = parsed.GetValue(_board),
        Cpu = parsed.GetValue(_cpu),
        VcpuCount = parsed.GetValue(_smp),
        MemoryMiB = parsed.GetValue(_memory),
        Kernel = parsed.GetValue(_kernel),
        Initrd = parsed.GetValue(_initrd),
        DeviceTree = parsed.GetValue(_dtb),
        Arguments = parsed.GetValue(_append),
        Drives = Media(parsed.GetValue(_drive)),
        Flash = Media(parsed.GetValue(_pflash)),
        Networks = NetworkText.ParseAll(parsed.GetValue(_net) ?? []),
        Serial = parsed.GetValue(_serial) is { } serial ? SerialPlace.Parse("--serial", serial, Environment.CurrentDirectory) : new SerialPlace.Console(),
        Screenshot = _screenshot.Read(parsed),
        View = _screenshot.View(parsed),
        Gdb = parsed.GetValue(_gdb) is { } gdb ? GdbEndpoint.Parse(gdb) : null,
        WaitForDebugger = parsed.GetValue(_waitGdb),
        IsHeadless = parsed.GetValue(_headless),
        Steps = Steps(parsed.GetValue(_sendAfter) ?? []),
        Until = parsed.GetValue(_until) is { } until ? ScriptedConsole.Compile("--until", until) : null,
        Timeout = Timeout(parsed.GetValue(_timeout)),
        Clock = parsed.GetValue(_clock),
        IsParallel = parsed.GetValue(_parallel),
        Engine = parsed.GetValue(_engine),
        Tuning = (parsed.GetValue(_without) is { } names ? EngineTuning.Without(names) : EngineTuning.Default) with
        {
            CodeMapping = parsed.GetValue(_codeMapping),
        },
        Semihosting = parsed.GetValue(_semihosting),
        ReportFile = parsed.GetValue(_report),
        DumpedBlocks = Addresses(parsed.GetValue(_dumpTranslation)),
        TraceFile = parsed.GetValue(_trace),
        TraceCategories = TraceEventsOption.Parse(parsed.GetValue(_traceEvents), parsed.GetValue(_trace) is not null),
    };

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static Option<string[]> Texts(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
    };

    private static ImmutableArray<MediumFile> Media(string[]? texts) =>
    [
        .. (texts ?? []).Select(static text => text.EndsWith(",ro", StringComparison.Ordinal)
            ? new MediumFile(text[..^3], IsReadOnly: true)
            : new MediumFile(text, IsReadOnly: false)),
    ];

    private static ImmutableArray<uint> Addresses(string? text) =>
    [
        .. (text?.Split(',') ?? []).Select(static word =>
            uint.TryParse(word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? word[2..] : word, NumberStyles.AllowHexSpecifier, null, out uint address)
                ? address
                : throw new UsageException($"{DumpTranslation}: '{word}' is no address. Give hexadecimal numbers, such as 40010000.")),
    ];

    private static ImmutableArray<ScriptStep> Steps(string[] words)
    {
        if (words.Length % 2 != 0)
        {
            throw new UsageException($"{SendAfter}: '{words[^1]}' has no text. Give both: {SendAfter} REGEX TEXT");
        }

        return
        [
            .. words.Chunk(2).Select(static pair =>
                new ScriptStep(ScriptedConsole.Compile(SendAfter, pair[0]), ScriptStep.ParseText(pair[1]))),
        ];
    }

    /// <summary>The option --timeout.</summary>
    public static Option<double?> CreateTimeout() => new("--timeout") { HelpName = "SECONDS", Description = "end with 3 after this time of the host" };

    /// <summary>Its value.</summary>
    /// <exception cref="UsageException">It is no time.</exception>
    public static TimeSpan? Timeout(double? seconds) => seconds switch
    {
        null => null,
        > 0 and <= 1e6 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw new UsageException(string.Create(
            CultureInfo.InvariantCulture, $"--timeout: {seconds} is not a time. Give seconds above 0, up to 1000000.")),
    };
}
