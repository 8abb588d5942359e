using System.CommandLine;
using Introspect.Cli.Control;
using Introspect.Cli.Output;
using Introspect.Vmi;

namespace Introspect.Cli.Commands;

/// <summary>Reads a guest's kernel from outside: of a running machine, in the process that runs it.</summary>
internal static class VmiCommand
{
    private const string Layout = "layout";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static Command Create(CommandHost host)
    {
        Argument<string> machine = MachineArgument.Create();
        var table = new Argument<string?>("TABLE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = string.Join("; ", GuestView.Tables.Select(static t => $"{Usage(t)}: {t.Summary}")),
        };
        var arguments = new Argument<string[]>("ARGUMENT") { Arity = ArgumentArity.ZeroOrMore, Description = "what the table needs" };
        var layout = new Option<bool>("--layout") { Description = "show too where fields were found, how sure that is and why" };
        Option<bool> json = JsonOption.Create();
        var command = new DocumentedCommand(
            "vmi",
            "Read a guest's kernel from outside while it runs: tasks, log, modules, memory areas.",
            "introspect vmi debian-armhf ps",
            "introspect vmi debian-armhf maps 1 --json",
            "introspect vmi demo --layout")
        {
            machine, table, arguments, layout, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            (string Name, string[] Arguments)[] wanted =
                [.. Wanted(parsed.GetValue(table), parsed.GetValue(arguments) ?? [], parsed.GetValue(layout))];
            (DeviceConnection device, MachineStatus found) = await new RunningMachines(host.Control, host.Error.WriteLine)
                .ConnectAsync(parsed.GetRequiredValue(machine), cancellation);
            var tables = new List<GuestTable>();
            using (device)
            {
                foreach ((string name, string[] with) in wanted)
                {
                    tables.Add(await device.CallAsync((d, c) => d.TableAsync(found.Name, name, with, c), s_patience, cancellation));
                }
            }

            Print(host.Out, tables, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
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

    private static void Print(TextWriter output, List<GuestTable> tables, bool json)
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
