using System.CommandLine;
using System.Globalization;
using Introspect.Cli.Output;
using Introspect.Cli.Running;

namespace Introspect.Cli.Commands;

internal static class CpusCommand
{
    public static Command Create(CommandHost host)
    {
        var name = new Argument<string?>("CPU") { Arity = ArgumentArity.ZeroOrOne, Description = "show this one: its identification registers and instructions" };
        var json = JsonOption.Create();
        var command = new DocumentedCommand("cpus", "Show the CPU models.", "introspect cpus --json", "introspect cpus arm926ej-s") { name, json };
        command.SetAction(parsed =>
        {
            bool asJson = parsed.GetValue(json);
            if (parsed.GetValue(name) is not { } wanted)
            {
                ShowAll(host, asJson);
                return ExitCode.Ok;
            }

            CpuDescription cpu = host.Machines.Cpus.FirstOrDefault(cpu => cpu.Name == wanted) ??
                throw new UsageException(NearestNames.Unknown("cpu", wanted, host.Machines.Cpus.Select(static cpu => cpu.Name), "introspect cpus"));
            Show(host, cpu, asJson);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void ShowAll(CommandHost host, bool asJson)
    {
        if (asJson)
        {
            Listing.Json(host.Out, host.Machines.Cpus);
            return;
        }

        Listing.Table(
            host.Out,
            ["CPU", "ARCHITECTURE", "MMU", "BOARDS", "OPTIONS", "EXTENSIONS"],
            host.Machines.Cpus.Select(cpu => (string[])
            [
                cpu.Name, cpu.Architecture, cpu.Mmu, string.Join(',', BoardsOf(host, cpu).DefaultIfEmpty("-")),
                string.Join(' ', cpu.Options.DefaultIfEmpty("-")), string.Join(' ', cpu.Extensions),
            ]));
    }

    private static void Show(CommandHost host, CpuDescription cpu, bool asJson)
    {
        if (asJson)
        {
            Listing.JsonObject(host.Out, cpu);
            return;
        }

        host.Out.WriteLine($"{cpu.Name}: {cpu.Architecture}, MMU {cpu.Mmu}");
        host.Out.WriteLine($"extensions: {string.Join(' ', cpu.Extensions.DefaultIfEmpty("none"))}");
        host.Out.WriteLine($"options: {string.Join(' ', cpu.Options.DefaultIfEmpty("none"))}");
        host.Out.WriteLine($"boards: {string.Join(' ', BoardsOf(host, cpu).DefaultIfEmpty("none"))}");
        host.Out.WriteLine();
        Listing.Table(host.Out, ["REGISTER", "VALUE"], cpu.Registers.Select(static row => (string[])[row.Name, row.Value]));
        host.Out.WriteLine();
        Listing.Table(
            host.Out,
            ["INSTRUCTIONS OF", "A32", "T16", "T32"],
            cpu.Instructions.Select(static row => (string[])[row.Origin, Text(row.A32), Text(row.T16), Text(row.T32)]));
    }

    private static IEnumerable<string> BoardsOf(CommandHost host, CpuDescription cpu) =>
        host.Machines.Boards.Where(board => board.Cpus.Contains(cpu.Name)).Select(static board => board.Name);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
