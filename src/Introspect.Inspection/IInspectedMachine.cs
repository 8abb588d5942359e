namespace Introspect.Inspection;

/// <summary>
/// A machine to look at, stop and step, live or recorded. Several clients (debuggers, console, control socket) use one
/// machine at once; what one does, the others are told through <see cref="IMachineListener"/>.
/// What a machine can do beyond this it says by also being <see cref="IHasBreakpoints"/>, <see cref="IHasWatchpoints"/>,
/// <see cref="IHasPower"/>, <see cref="IHasMemoryMap"/>, <see cref="IHasLiveMemory"/>, <see cref="ICountsExits"/> or
/// <see cref="ITraced"/>.
/// </summary>
/// <remarks>
/// <para><b>The hold.</b> Guest instructions run on threads that the machine owns; clients call from threads of their own.
/// A client takes the machine with <see cref="MachineHolding.Hold"/>; while it has it no guest instruction runs, no guest time
/// passes and no other client has it. Every member of the machine, of its vCPUs and of its abilities is called by the
/// holder only, except those whose summary begins with "At any time". A hold is short: no waiting, no sockets, no files.
/// </para>
/// <para><b>What a live machine must do.</b></para>
/// <list type="number">
/// <item><see cref="EnterHold"/> comes from any thread, also from one that has the hold already (it nests, as a monitor
/// does). The machine gets there within a millisecond whatever the guest does, also when all vCPUs sleep in WFI, and every
/// vCPU then rests between two instructions with its state written back. When it is stopped, taking the hold is one
/// uncontended lock: no thread is woken.</item>
/// <item>A machine thread lets those who wait for the hold go first before it runs guest code again.</item>
/// <item>A hold is not a stop: nobody is told, and the guest cannot notice. Where the machine was held, stopped or resumed
/// changes neither the length of a turn nor the order of turns of its vCPUs, nor the time of an event.</item>
/// <item><see cref="Resume"/> sets the state and tells the listeners at once; guest code runs when the outermost hold is
/// left. A single step may be done right there, on the thread that leaves the hold: it saves two thread switches.</item>
/// <item>A stop is complete before anyone hears of it: all vCPUs rest, <see cref="State"/> and <see cref="LastStop"/> say so.
/// Listeners are then called one after the other, by the thread that stopped the machine, which has the hold meanwhile.
/// One stop is one call. A vCPU that would also have stopped does so when it next runs: no stop is lost.</item>
/// <item><see cref="Interrupt"/> never blocks and takes no lock. When the machine stops for another reason first, the request
/// is spent; it never stops a later run.</item>
/// <item>A breakpoint stops before its instruction executes, a watchpoint before the access is done; the program counter is
/// that instruction's. A vCPU for which a stop was reported at its present program counter executes the instruction there
/// first, whatever probes lie on it. For any other vCPU, and when a client has moved the program counter since, probes at the
/// first instruction count.</item>
/// <item>A step always ends: WFI and WFE count as executed, a vCPU that is off or asleep ends its step without executing
/// anything, a step into an exception ends at the vector.</item>
/// </list>
/// </remarks>
public interface IInspectedMachine
{
    /// <summary>At any time: what people call this machine.</summary>
    string Name { get; }

    /// <summary>At any time: the board's name, for example <c>virt</c>.</summary>
    string Board { get; }

    /// <summary>At any time: the CPU model's name, for example <c>cortex-a15</c>.</summary>
    string CpuModel { get; }

    /// <summary>At any time: the vCPUs; the place in the list is the vCPU's index, and the list never changes.</summary>
    IReadOnlyList<IInspectedVcpu> Vcpus { get; }

    /// <summary>At any time: whether the machine runs, stands still or has ended. It stays what it is while the caller has the hold.</summary>
    MachineState State { get; }

    /// <summary>At any time: why the machine stopped last; <see cref="StopReason.NotStarted"/> before it first ran.</summary>
    StopEvent LastStop { get; }

    /// <summary>At any time: nanoseconds of guest time; exact for the holder, otherwise as of a moment ago.</summary>
    ulong GuestTimeNs { get; }

    /// <summary>At any time: guest instructions executed by all vCPUs; exact for the holder, otherwise as of a moment ago.</summary>
    ulong InstructionCount { get; }

    /// <summary>At any time: takes the hold and waits for it if need be. Use <see cref="MachineHolding.Hold"/>.</summary>
    void EnterHold();

    /// <summary>Gives back what one <see cref="EnterHold"/> took, on the same thread.</summary>
    void LeaveHold();

    /// <summary>
    /// Calls <paramref name="listener"/> at every stop and resume until the result is disposed of, which a holder does too
    /// and after which no call comes any more.
    /// </summary>
    IDisposable Subscribe(IMachineListener listener);

    /// <summary>
    /// Starts the machine: <paramref name="plan"/> has one action for each vCPU, in their order. All vCPUs stop together
    /// when one of them stops. False, and nothing happens, when the machine runs already, has ended, cannot run (a recording
    /// at its end) or no action runs anything.
    /// </summary>
    bool Resume(ReadOnlySpan<ResumeAction> plan);

    /// <summary>At any time: asks a running machine to stop soon with <see cref="StopReason.Interrupt"/>; does nothing to another.</summary>
    void Interrupt();

    /// <summary>
    /// Copies out RAM or ROM by physical address, without any effect on the guest. Answers how many bytes from the start
    /// could be read; a device is never read.
    /// </summary>
    int ReadPhysical(ulong address, Span<byte> destination);

    /// <summary>
    /// Changes RAM by physical address; translations of code that was there are dropped. Answers how many bytes from the start
    /// could be written; a device is never written.
    /// </summary>
    int WritePhysical(ulong address, ReadOnlySpan<byte> source);
}
