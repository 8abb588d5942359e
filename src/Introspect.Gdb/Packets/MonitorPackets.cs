using System.Globalization;
using System.Text;
using Introspect.Gdb.Protocol;
using Introspect.Inspection;

namespace Introspect.Gdb.Packets;

/// <summary>qRcmd: the commands behind gdb's <c>monitor</c>, a table of their own.</summary>
internal static class MonitorPackets
{
    private const int LongestCommand = 1024;

    /// <summary>A monitor command: its text for the client, given what follows its name.</summary>
    private sealed record Command(string Name, string Help, Func<GdbSession, string, string> Run);

    public static void AddTo(PacketTable table, IInspectedMachine machine)
    {
        List<Command> commands =
        [
            new("info", "the machine, its guest time and how many instructions it has executed", Info),
            new("interrupts", "hold|take: whether interrupts wait while a vCPU steps (now: hold), or are taken", SetInterrupts),
        ];
        if (machine is IHasPower)
        {
            commands.Add(new("reset", "resets the machine as its reset line does", static (session, _) =>
            {
                ((IHasPower)session.Machine).Reset();
                return "The machine is reset.\n";
            }));
        }

        if (machine is ICountsExits)
        {
            commands.Add(new("exits", "why vCPUs left translated code, how often and at what cost", Exits));
        }

        commands.Add(new("help", "this list", (_, _) => Help(commands)));
        table.On("qRcmd", (ref PacketReader args, GdbSession session, ReplyWriter reply) => Run(ref args, session, reply, commands));
    }

    // qRcmd,hex of the command line
    private static Reply Run(ref PacketReader args, GdbSession session, ReplyWriter reply, List<Command> commands)
    {
        Span<byte> bytes = reply.Scratch((uint)Math.Min(args.Rest.Length / 2, LongestCommand));
        if (!args.TryHexBytes(bytes) || !args.IsEmpty)
        {
            return Reply.Malformed;
        }

        string line = Encoding.UTF8.GetString(bytes).Trim();
        string name = line.Split(' ', 2)[0];
        Command? command = line.Length == 0 ? commands[^1] : commands.Find(c => c.Name == name);
        string text = command is null
            ? $"There is no monitor command '{name}'.\n{Help(commands)}"
            : command.Run(session, line[Math.Min(name.Length, line.Length)..].Trim());
        return reply.Hex(Encoding.UTF8.GetBytes(text));
    }

    private static string Help(List<Command> commands) =>
        string.Concat(commands.Select(static c => $"monitor {c.Name,-12}{c.Help}\n"));

    private static string Info(GdbSession session, string rest) => string.Create(
        CultureInfo.InvariantCulture,
        $"{session.Machine.Name}: {session.Machine.Vcpus.Count} x {session.Machine.CpuModel} on {session.Machine.Board}, "
        + $"{session.Machine.GuestTimeNs / 1e9:f6} s of guest time, {session.Machine.InstructionCount} instructions\n");

    private static string SetInterrupts(GdbSession session, string rest)
    {
        if (rest is not ("hold" or "take"))
        {
            return "monitor interrupts takes 'hold' or 'take'.\n";
        }

        session.StepsHoldInterrupts = rest == "hold";
        return $"Steps {rest} interrupts.\n";
    }

    private static string Exits(GdbSession session, string rest)
    {
        var text = new StringBuilder($"{"reason",-20}{"count",14}{"ms",12}{"ns each",10}\n");
        foreach (ExitCount exit in ((ICountsExits)session.Machine).CountExits().Exits)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{exit.Reason,-20}{exit.Count,14}{exit.CostNs / 1e6,12:f1}{(exit.Count == 0 ? 0 : exit.CostNs / exit.Count),10}\n");
        }

        return text.ToString();
    }
}
