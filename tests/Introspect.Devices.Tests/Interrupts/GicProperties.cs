using CsCheck;

namespace Introspect.Devices.Tests.Interrupts;

/// <summary>Whatever a guest does, the outputs say what its registers say. The oracle reads nothing but registers.</summary>
public sealed class GicProperties
{
    private const int Cpus = 3;

    private static readonly int[] s_ids = [0, 1, 15, 16, 27, 31, 32, 63, 64, 192, 287];

    private static readonly Gen<Action<TestGic>> s_step =
        from kind in Gen.Int[0, 11]
        from cpu in Gen.Int[0, Cpus - 1]
        from id in Gen.Int[0, s_ids.Length - 1].Select(i => s_ids[i])
        from value in Gen.Byte
        select new Action<TestGic>(gic => Step(gic, kind, cpu, id, value));

    [Fact]
    public void Outputs_and_acknowledgements_agree_with_the_registers() => s_step.Array[1, 60].Sample(
        steps =>
        {
            var gic = new TestGic(Cpus).Open(control: 7);
            foreach (Action<TestGic> step in steps)
            {
                step(gic);
                for (int cpu = 0; cpu < Cpus; cpu++)
                {
                    if (gic.Irq(cpu) != (Expected(gic, cpu) != 1023))
                    {
                        return false;
                    }
                }
            }

            for (int cpu = 0; cpu < Cpus; cpu++)
            {
                int expected = Expected(gic, cpu);
                if ((gic.Ack(cpu) & 0x3FF) != expected)
                {
                    return false;
                }
            }

            return true;
        },
        iter: 1000);

    private static void Step(TestGic gic, int kind, int cpu, int id, byte value)
    {
        uint bit = 1u << id;
        switch (kind)
        {
            case 0 when id >= 32: gic.Gic.Spi(id - 32).Set((value & 1) != 0); break;
            case 0 when id >= 16: gic.Gic.Ppi(cpu, id - 16).Set((value & 1) != 0); break;
            case 1: gic.Enabled(id, value, (byte)(value >> 3), cpu); break;
            case 2: gic.Dist(cpu).Write32(TestGic.Word(TestGic.Disable, id), bit); break;
            case 3: gic.Dist(cpu).Write32(TestGic.Word(TestGic.SetPending, id), bit); break;
            case 4: gic.Dist(cpu).Write32(TestGic.Word(TestGic.ClearPending, id), bit); break;
            case 5: gic.EdgeTriggered(id); break;
            case 6: gic.Dist(cpu).Write32(TestGic.SendSgi, ((uint)value << 16) | (uint)(id & 1)); break;
            case 7: gic.Ack(cpu); break;
            case 8: gic.Eoi((uint)id, cpu); break;
            case 9: gic.Cpu(cpu).Write32(TestGic.Mask, (uint)value | 0xC0); break;
            case 10: gic.Cpu(cpu).Write32(TestGic.BinaryPoint, value); break;
            case 11: gic.InGroup1(id, cpu); break;
        }
    }

    private static int Expected(TestGic gic, int cpu)
    {
        int best = 1023, bestPriority = 256;
        foreach (int id in s_ids)
        {
            bool waits = gic.Has(TestGic.SetPending, id, cpu) && gic.Has(TestGic.Enable, id, cpu)
                && !gic.Has(TestGic.SetActive, id, cpu) && (gic.Dist(cpu).Read8(TestGic.Target + (uint)id) & (1 << cpu)) != 0;
            int priority = gic.Dist(cpu).Read8(TestGic.Priority + (uint)id);
            if (waits && priority < bestPriority)
            {
                (best, bestPriority) = (id, priority);
            }
        }

        if (best == 1023 || bestPriority >= gic.Cpu(cpu).Read32(TestGic.Mask))
        {
            return 1023;
        }

        int point = gic.Has(TestGic.Group, best, cpu) ? 0 : (int)gic.Cpu(cpu).Read32(TestGic.BinaryPoint);
        int running = (int)gic.Cpu(cpu).Read32(TestGic.Running);
        return (bestPriority >> (point + 1) << (point + 1)) < running ? best : 1023;
    }
}
