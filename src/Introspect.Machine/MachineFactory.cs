using Introspect.Arm.Models;
using Introspect.Core;
using Introspect.Cpu.Dispatch;
using Introspect.Machine.Boards;

namespace Introspect.Machine;

/// <summary>Makes machines from what users ask for.</summary>
public static class MachineFactory
{
    /// <summary>Checks the options against the board and makes the machine, switched on and with the guest loaded.</summary>
    /// <exception cref="IntrospectException">Something was asked for that the board does not have, or a file is not as it must be.</exception>
    public static Machine Create(string name, MachineOptions options, MachineSurroundings surroundings)
    {
        if (!BoardCatalog.ByName.TryGetValue(options.Board, out Board? board))
        {
            throw new IntrospectException($"There is no board '{options.Board}'. 'introspect boards' lists them.");
        }

        string cpu = options.CpuModel ?? board.CpuModels[0];
        if (!board.CpuModels.Contains(CpuCatalog.BaseName(cpu)) || CpuCatalog.Find(cpu) is null)
        {
            throw new IntrospectException(
                $"Board {board.Name} takes no CPU '{cpu}'. It takes: {string.Join(", ", board.CpuModels)}.");
        }

        if (options.VcpuCount < 1 || options.VcpuCount > board.MaxVcpus)
        {
            throw new IntrospectException($"Board {board.Name} takes 1 to {board.MaxVcpus} vCPUs, not {options.VcpuCount}.");
        }

        int memory = options.MemoryMiB ?? board.DefaultMemoryMiB;
        if (memory < 1 || memory > board.MaxMemoryMiB)
        {
            throw new IntrospectException($"Board {board.Name} takes 1 to {board.MaxMemoryMiB} MiB of RAM, not {memory}.");
        }

        if (surroundings.Networks.Length > board.MaxNetworkCards)
        {
            throw new IntrospectException($"Board {board.Name} takes {board.MaxNetworkCards} network devices, not {surroundings.Networks.Length}.");
        }

        if (options.IsParallel && options.Engine != Engine.Translator)
        {
            throw new IntrospectException("vCPUs run at once with the translator only. Leave out --parallel, or --engine interpreter.");
        }

        return board.Build(name, options with { CpuModel = cpu, MemoryMiB = memory }, surroundings);
    }
}
