using System.Text;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Devices.Paravirtual;
using Introspect.Machine.Loading;

namespace Introspect.Machine.Tests.Paravirtual;

/// <summary>A machine that runs the guest <c>paravirtual</c>, and a host that answers when the guest asks.</summary>
internal sealed class SelfTest : ICharacterSink, IPacketBackend, IDisposable
{
    private const ulong MostInstructions = 100_000_000;

    // A prompt of the guest, and what the host does then.
    private static readonly (string Prompt, Action<Machine> Answer)[] s_answers =
    [
        ("balloon: how many pages?\n", static machine => machine.Inputs.Post(() => machine.Paravirtual!.Balloon.SetTarget(2))),
        ("input: a key?\n", static machine => machine.Inputs.Post(() => machine.Paravirtual!.Input.Receive(new InputEvent(1, 30, 1)))),
        ("console: a line?\n", static machine => machine.Inputs.Post(machine.Console!, "typed\n"u8.ToArray())),
        ("network: a frame?\n", static machine => machine.Inputs.Post(() => machine.Paravirtual!.Net.Receive(new byte[64]))),
    ];

    private readonly StringBuilder _text = new();
    private int _answered;

    public SelfTest(string board, string cpu, Engine engine = Engine.Translator, string? drive = null, bool hasCable = true) => Machine = MachineFactory.Create(
        board,
        new MachineOptions
        {
            Board = board,
            CpuModel = cpu,
            Engine = engine,
            Kernel = GuestFile.Load(GuestRun.PathOf("paravirtual", board == "virt" ? "virt" : "versatile"), "kernel"),
            Drives = drive is null ? [] : [new MediumFile(drive, IsReadOnly: false)],
        },
        new MachineSurroundings(this, WallClockSeconds: 1, Seed: 1) { ParavirtualCable = hasCable ? this : null });

    public Machine Machine { get; }

    /// <summary>The host does not answer.</summary>
    public bool IsSilent { get; init; }

    public string Text => _text.ToString();

    public List<byte[]> Frames { get; } = [];

    /// <summary>Lets machines take turns until all have ended.</summary>
    public static void ToTheirEnds(params SelfTest[] tests)
    {
        while (tests.Any(static test => test.Machine.End is null && test.Machine.Instructions < MostInstructions))
        {
            Array.ForEach(tests, static test => test.Turn());
        }
    }

    public void Put(byte character) => _text.Append((char)character);

    public void Send(ReadOnlySpan<byte> frame) => Frames.Add(frame.ToArray());

    public void Dispose() => Machine.Dispose();

    private void Turn()
    {
        TurnEnd end = Machine.Turn().End;
        string text = Text;
        if (!IsSilent && text.Length != _answered && s_answers.FirstOrDefault(row => text.EndsWith(row.Prompt, StringComparison.Ordinal)).Answer is { } answer)
        {
            _answered = text.Length;
            answer(Machine);
        }
        else if (end == TurnEnd.Idle)
        {
            Machine.SkipIdleTime();
        }
    }
}
