using System.CommandLine;
using System.Globalization;
using Introspect.Cli.Control;
using Introspect.Cli.Output;
using Introspect.Vmi;

namespace Introspect.Cli.Commands;

/// <summary>Reads a guest's kernel from outside: of a running machine, in the process that runs it; or of the file of a guest's RAM.</summary>
internal static class VmiCommand
{
    private const string Layout = "layout";

    // Where RAM begins on board virt.
    private const ulong DefaultBase = 0x4000_0000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static Command Create(CommandHost host)
    {
        var machine = new Argument<string>("MACHINE") { Description = "a running machine, from: introspect ps; or the file of a guest's RAM" };
        var table = new Argument<string?>("TABLE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = string.Join("; ", GuestView.Tables.Select(static t => $"{Usage(t)}: {t.Summary}")),
        };
        var arguments = new Argument<string[]>("ARGUMENT") { Arity = ArgumentArity.ZeroOrMore, Description = "what the table needs" };
        var layout = new Option<bool>("--layout") { Description = "show too where fields were found, how sure that is and why" };
        var start = new Option<string?>("--base")
        {
            HelpName = "ADDRESS",
            Description = $"of a file: the physical address of its first byte; 0x{DefaultBase:X8} without it",
        };
        Option<bool> json = JsonOption.Create();
        var command = new DocumentedCommand(
            "vmi",
            "Read a guest's kernel from outside while it runs: tasks, log, modules, memory areas.",
            "introspect vmi debian-armhf ps",
            "introspect vmi debian-armhf maps 1 --json",
            "introspect vmi demo --layout",
            "introspect vmi ./ram.bin dmesg --base 0x40000000")
        {
            machine, table, arguments, layout, start, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            (string Name, string[] Arguments)[] wanted =
                [.. Wanted(parsed.GetValue(table), parsed.GetValue(arguments) ?? [], parsed.GetValue(layout))];
            ulong? from = parsed.GetValue(start) is { } address ? Address(address) : null;
            var running = new RunningMachines(host.Control, host.Error.WriteLine);
            string text = parsed.GetRequiredValue(machine);
            GuestTable[] tables = await IsFileAsync(text, running, cancellation)
                ? ReadFile(text, from ?? DefaultBase, wanted)
                : from is null
                ? await ReadMachineAsync(text, running, wanted, cancellation)
                : throw new UsageException($"--base: {text} is no file; a machine says itself where its RAM lies.");
            Print(host.Out, tables, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    // A path is a file; a bare name is one only when no machine has it.
    private static async Task<bool> IsFileAsync(string text, RunningMachines running, CancellationToken cancellation) =>
        text.Contains('/', StringComparison.Ordinal) ||
        (File.Exists(text) && !(await running.ListAsync(cancellation)).Any(machine => machine.Name == text));

    private static GuestTable[] ReadFile(string path, ulong start, (string Name, string[] Arguments)[] wanted)
    {
        var view = GuestView.Of(RawImage.Load(path, start));
        return [.. wanted.Select(table => view.Read(table.Name, table.Arguments))];
    }

    private static async Task<GuestTable[]> ReadMachineAsync(
        string text, RunningMachines running, (string Name, string[] Arguments)[] wanted, CancellationToken cancellation)
    {
        (DeviceConnection device, MachineStatus found) = await running.ConnectAsync(text, cancellation);
        using (device)
        {
            var tables = new List<GuestTable>();
            foreach ((string name, string[] arguments) in wanted)
            {
                tables.Add(await device.CallAsync((d, c) => d.TableAsync(found.Name, name, arguments, c), s_patience, cancellation));
            }

            return [.. tables];
        }
    }

    private static ulong Address(string text)
    {
        bool isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(
            isHexadecimal ? text.AsSpan(2) : text,
            isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out ulong address)
            ? address
            : throw new UsageException($"--base: '{text}' is not an address, such as 0x{DefaultBase:X8}.");
    }

    private static IEnumerable<(string Name, string[] Arguments)> Wanted(string? table, string[] arguments, bool layout)
    {
        if (table is null && !layout)
        {
            throw new UsageException($"vmi: which table? Give one of: {string.Join(", ", GuestView.Tables.Select(Usage))}");
        }

        if (table is not null)
        {
            TableDescription known = GuestView.Tables.FirstOrDefault(t => t.Name == table)
                ?? throw new UsageException(NearestNames.Unknown("table", table, GuestView.Tables.Select(static t => t.Name), "introspect vmi --help"));
            int needed = known.Argument.Length == 0 ? 0 : 1;
            if (arguments.Length != needed)
            {
                throw new UsageException($"vmi: {table} takes {(needed == 0 ? "nothing more" : known.Argument)}. Give: vmi MACHINE {Usage(known)}");
            }

            yield return (table, arguments);
        }

        if (layout && table != Layout)
        {
            yield return (Layout, []);
        }
    }

    private static string Usage(TableDescription table) => table.Argument.Length == 0 ? table.Name : $"{table.Name} {table.Argument}";

    private static void Print(TextWriter output, GuestTable[] tables, bool json)
    {
        if (json)
        {
            GuestTables.Json(output, tables);
            return;
        }

        foreach (GuestTable table in tables)
        {
            if (table != tables[0])
            {
                output.WriteLine();
            }

            GuestTables.Text(output, table);
        }
    }
}
