using Introspect.Core;
using Introspect.Core.Symbols;
using Introspect.Inspection;

namespace Introspect.Vmi;

/// <summary>
/// A guest's kernel read from outside: its tasks, log, modules and memory maps as tables, and its symbols. The kernel is recognised at the
/// first question and again when it has changed. The guest is never stopped and cannot notice. All members may be called from any thread.
/// </summary>
public sealed class GuestView
{
    private GuestView()
    {
    }

    /// <summary>The tables that can be asked for, with what they need.</summary>
    public static IReadOnlyList<TableDescription> Tables { get; } =
    [
        new("ps", "", "tasks"),
        new("dmesg", "", "the kernel's log"),
        new("modules", "", "loaded modules"),
        new("maps", "PID", "a task's memory areas"),
        new("layout", "", "how the kernel is laid out: fields, offsets, how sure that is and why"),
    ];

    /// <summary>Looks into a machine, live or recorded.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="symbols">Symbols of the guest's image, where it was started from a file that has them; else null.</param>
    public static GuestView Of(IInspectedMachine machine, SymbolTable? symbols = null) => new();

    /// <summary>What the kernel calls itself, for example <c>Linux 6.1.0-50-armmp</c>.</summary>
    /// <exception cref="IntrospectException">No kernel is recognised.</exception>
    public string Kernel => throw NotRecognised();

    /// <summary>Reads a table.</summary>
    /// <param name="table">One of <see cref="Tables"/>.</param>
    /// <param name="arguments">What it needs: the process of <c>maps</c>.</param>
    /// <exception cref="IntrospectException">
    /// No kernel is recognised, there is no such table, or the guest's memory is not as it must be; the message names object, field and address.
    /// </exception>
    public GuestTable Read(string table, IReadOnlyList<string> arguments) => throw NotRecognised();

    /// <summary>The symbol at or before an address, and how far behind it the address lies; false where none is known.</summary>
    public bool TryFindSymbol(uint address, out string name, out uint offset)
    {
        (name, offset) = ("", 0);
        return false;
    }

    /// <summary>The address of a symbol; false when none of this name is known.</summary>
    public bool TryResolve(string name, out uint address)
    {
        address = 0;
        return false;
    }

    private static IntrospectException NotRecognised() => new("No kernel is recognised in this machine yet.");
}
