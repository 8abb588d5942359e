using Introspect.Console.Looking;
using Introspect.Console.Screen;
using Introspect.Inspection;

namespace Introspect.Console.Panes;

/// <summary>The machine: name, board, CPU model, what it does, how fast, and its time.</summary>
internal sealed class MachinesPane(MachineWatch watch) : Pane("machines")
{
    public override void Present(Surface surface)
    {
        surface.PutLine(0, Line("NAME", "STATE", "MIPS", "GUEST TIME", "BOARD", "CPU", "INSTRUCTIONS"), CellStyle.Quiet);
        MachineLook look = watch.Last;
        int vcpus = watch.Machine.Vcpus.Count;
        string line = Line(
            watch.Machine.Name,
            StateText.Of(look),
            (watch.InstructionRate.PerSecond / 1e6).ToString("F1"),
            $"{look.GuestTimeNs / 1e9:F3} s",
            watch.Machine.Board,
            vcpus == 1 ? watch.Machine.CpuModel : $"{vcpus} {watch.Machine.CpuModel}",
            look.Instructions.ToString("N0"));
        surface.PutLine(1, line, look.State == MachineState.Running ? CellStyle.Normal : CellStyle.Here);
        for (int i = 0; i < look.Activities.Length && i + 2 < surface.Height; i++)
        {
            string chosen = i == watch.Vcpu ? ">" : " ";
            surface.PutLine(i + 2, $"{chosen} vCPU {i} {StateText.Of(look.Activities[i])}", CellStyle.Quiet);
        }
    }

    private static string Line(string name, string state, string mips, string time, string board, string cpu, string instructions) =>
        $"{Cut(name, 12),-12} {Cut(state, 28),-28} {mips,5} {time,10}  {Cut(board, 11),-5} {cpu,-12} {instructions,14}";

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
