using System.Diagnostics.CodeAnalysis;
using Introspect.Core;
using Introspect.Core.Symbols;
using Introspect.Inspection;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi;

/// <summary>
/// A guest's kernel read from outside: its tasks, log, modules and memory maps as tables, and its symbols. The kernel is recognised at the
/// first question and again when it has changed. The guest is never stopped and cannot notice. All members may be called from any thread.
/// </summary>
public sealed class GuestView
{
    // A running guest may change a list while it is read; a list that is broken each time is broken.
    private const int Attempts = 4;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly string _place;
    private readonly GuestSurroundings _surroundings;
    private readonly TimeProvider _time;
    private IGuestKernel? _kernel;
    private long _failedAt;

    private GuestView(string place, GuestSurroundings surroundings, TimeProvider? time)
    {
        _place = place;
        _surroundings = surroundings;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The tables that can be asked for, with what they need.</summary>
    public static IReadOnlyList<TableDescription> Tables { get; } =
    [
        new("ps", "", "tasks"),
        new("dmesg", "", "the kernel's log"),
        new("modules", "", "loaded modules"),
        new("maps", "PID", "a process' memory areas"),
        new("layout", "", "how the kernel is laid out: fields, offsets, how sure that is and why"),
    ];

    /// <summary>What the kernel calls itself, for example <c>Linux 6.1.0-50-armmp</c>.</summary>
    /// <exception cref="IntrospectException">No kernel is recognised.</exception>
    public string Kernel
    {
        get
        {
            lock (_gate)
            {
                return Recognise().Name;
            }
        }
    }

    /// <summary>Looks into a machine, live or recorded.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="symbols">Symbols of the guest's image, where it was started from a file that has them; else null.</param>
    /// <param name="time">The host's time, which spaces out attempts to recognise a kernel; null for the real one.</param>
    /// <exception cref="IntrospectException">The machine does not say where its RAM lies.</exception>
    public static GuestView Of(IInspectedMachine machine, SymbolTable? symbols = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new GuestView($"machine {machine.Name}", new GuestSurroundings(new MachineRam(machine), symbols ?? SymbolTable.Empty), time);
    }

    /// <summary>Looks into the bytes of a guest's RAM.</summary>
    public static GuestView Of(RawImage image, SymbolTable? symbols = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new GuestView(image.Name, new GuestSurroundings(image, symbols ?? SymbolTable.Empty), time: null);
    }

    /// <summary>Reads a table.</summary>
    /// <param name="table">One of <see cref="Tables"/>.</param>
    /// <param name="arguments">What it needs: the process of <c>maps</c>.</param>
    /// <exception cref="IntrospectException">
    /// No kernel is recognised, there is no such table, or the guest's memory is not as it must be; the message names object, field and address.
    /// </exception>
    public GuestTable Read(string table, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        TableDescription description = Tables.FirstOrDefault(row => row.Name == table) ?? throw new IntrospectException(
            $"There is no table '{table}'. There are: {string.Join(", ", Tables.Select(static row => row.Name))}.");
        int needed = description.Argument.Length > 0 ? 1 : 0;
        if (arguments.Count != needed)
        {
            throw new IntrospectException(
                needed == 0 ? $"Table {table} takes no argument." : $"Table {table} needs its {description.Argument}: {table} {description.Argument}.");
        }

        lock (_gate)
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return Recognise().Read(table, arguments);
                }
                catch (BrokenObjectException) when (attempt < Attempts)
                {
                    Thread.Sleep(attempt - 1);   // and look again: it may be whole by then
                }
            }
        }
    }

    /// <summary>The symbol at or before an address, and how far behind it the address lies; false where none is known.</summary>
    public bool TryFindSymbol(uint address, out string name, out uint offset)
    {
        (name, offset) = ("", 0);
        if (!Symbols().TryFind(address, out GuestSymbol? symbol))
        {
            return false;
        }

        (name, offset) = (symbol.Name, address - symbol.Address);
        return true;
    }

    /// <summary>The symbol of a name; false when none is known.</summary>
    public bool TryFindSymbol(string name, [NotNullWhen(true)] out GuestSymbol? symbol) => Symbols().TryFind(name, out symbol);

    private SymbolTable Symbols()
    {
        if (_surroundings.Symbols.Count > 0)
        {
            return _surroundings.Symbols;
        }

        lock (_gate)
        {
            // Whoever shows code asks for every line of it; where nothing is recognised, that is looked into now and then only.
            if (_kernel is null && _failedAt != 0 && _time.GetElapsedTime(_failedAt) < s_pause)
            {
                return SymbolTable.Empty;
            }

            return TryRecognise()?.Symbols ?? SymbolTable.Empty;
        }
    }

    private IGuestKernel Recognise() => TryRecognise() ?? throw new IntrospectException(
        $"No kernel is recognised in {_place}. Known are: {string.Join(", ", KernelCatalog.All.Select(static kernel => kernel.Name))}. " +
        "A kernel that still starts is recognised a little later.");

    private IGuestKernel? TryRecognise()
    {
        if (_kernel is not null && _kernel.IsStillThere())
        {
            return _kernel;
        }

        _kernel = null;
        foreach ((_, Func<GuestSurroundings, IGuestKernel?> tryRecognise) in KernelCatalog.All)
        {
            _kernel ??= tryRecognise(_surroundings);
        }

        _failedAt = _kernel is null ? _time.GetTimestamp() : 0;
        return _kernel;
    }
}
