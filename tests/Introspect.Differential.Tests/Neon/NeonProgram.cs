using System.Globalization;
using System.Text;

namespace Introspect.Differential.Tests.Neon;

/// <summary>
/// A C program that calls intrinsics with operands of every kind, under every rounding mode, FZ and DN, which Advanced SIMD must not heed. It prints a line
/// for each intrinsic and immediate: a hash of all results, and the flags of FPSCR, QC among them, that were seen.
/// </summary>
internal static class NeonProgram
{
    private const int CallsOfImmediate = 24, Calls = 96, Elements = 64, LargestOffset = 4;

    // A number is often a corner of its type, or small, as shift amounts and table indices are.
    private const string Prelude = """
        #include <arm_neon.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <string.h>

        static uint64_t state, hash;
        static uint32_t seen;

        static uint32_t next(void)
        {
            state = state * 6364136223846793005u + 1442695040888963407u;
            return (uint32_t)(state >> 33);
        }

        static uint64_t integer(int bits)
        {
            uint64_t all = ~0ull >> (64 - bits);
            switch (next() % 10) {
            case 0: return 0;
            case 1: return all;
            case 2: return all >> 1;
            case 3: return (all >> 1) + 1;
            case 4: case 5: return ((int64_t)(next() % (2u * bits + 5)) - bits - 2) & all;
            case 6: return 1ull << (next() % bits);
            default: return (((uint64_t)next() << 33) ^ next() ^ ((uint64_t)next() << 12)) & all;
            }
        }

        static uint32_t single(void)
        {
            static const uint32_t corners[] = {
                0, 1, 0x007fffff, 0x00800000, 0x00800001, 0x3effffff, 0x3f000000, 0x3f7fffff, 0x3f800000, 0x3f800001, 0x3fc00000, 0x40000000,
                0x4b000001, 0x4effffff, 0x4f000000, 0x4f7fffff, 0x4f800000, 0x7e800000, 0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fc00000, 0x7fc12345,
            };
            uint32_t sign = next() << 31;
            switch (next() % 4) {
            case 0: return sign | corners[next() % (sizeof corners / sizeof corners[0])];
            case 1: return next() ^ (next() << 16);
            default: return sign | ((96 + next() % 64) << 23) | (next() & 0x7fffff);
            }
        }

        static uint16_t half(void)
        {
            static const uint16_t corners[] = { 0, 1, 0x3ff, 0x400, 0x3c00, 0x7bff, 0x7c00, 0x7c01, 0x7e00, 0x7fff };
            return next() % 3 ? next() : (next() << 15) | corners[next() % (sizeof corners / sizeof corners[0])];
        }

        #define FILL(name, type, value) \
            static void __attribute__((noinline)) name(void *to, int bytes) \
            { \
                for (int i = 0; i < bytes / (int)sizeof(type); i++) { \
                    type element = value; \
                    memcpy((char *)to + i * sizeof(type), &element, sizeof(type)); \
                } \
            }

        FILL(fill_i8, uint8_t, integer(8))
        FILL(fill_i16, uint16_t, integer(16))
        FILL(fill_i32, uint32_t, integer(32))
        FILL(fill_i64, uint64_t, integer(64))
        FILL(fill_f16, uint16_t, half())
        FILL(fill_f32, uint32_t, single())

        /* FPSCR without flags; its rounding mode, FZ and DN are not those that Advanced SIMD computes with. */
        static void __attribute__((noinline)) begin(void)
        {
            uint32_t fpscr = (next() & 15) << 22;
            __asm__ volatile("vmsr fpscr, %0" : : "r"(fpscr) : "memory");
        }

        static void __attribute__((noinline)) result(const void *from, int bytes)
        {
            uint32_t fpscr;
            __asm__ volatile("vmrs %0, fpscr" : "=r"(fpscr) : : "memory");
            __asm__ volatile("vmsr fpscr, %0" : : "r"(0) : "memory");
            seen |= fpscr & 0x0800009f;
            for (int i = 0; i < bytes; i++)
                hash = (hash ^ ((const uint8_t *)from)[i]) * 1099511628211u;
            hash = (hash ^ (fpscr & 0xf800009f)) * 1099511628211u;
        #ifdef VERBOSE
            printf("   ");
            for (int i = 0; i < bytes; i++)
                printf(" %02x", ((const uint8_t *)from)[i]);
            printf("  %08x\n", (unsigned)fpscr);
        #endif
        }

        static void start(uint32_t seed)
        {
            state = seed;
            hash = 14695981039346656037u;
            seen = 0;
        }

        static void report(const char *name, int immediate)
        {
            printf("%s %d %08x%08x %08x\n", name, immediate, (unsigned)(hash >> 32), (unsigned)hash, (unsigned)seen);
        }

        """;

    /// <summary>The source of a program that tries some of the intrinsics.</summary>
    /// <param name="intrinsics">Which.</param>
    /// <param name="seed">Where the operands come from.</param>
    /// <param name="mostImmediates">How many values of an immediate are tried, spread over all that are legal.</param>
    public static string Write(IEnumerable<NeonIntrinsic> intrinsics, int seed, int mostImmediates)
    {
        var source = new StringBuilder(Prelude);
        var calls = new StringBuilder();
        int number = 0;
        foreach (NeonIntrinsic intrinsic in intrinsics)
        {
            int[] legal = [.. intrinsic.Immediates()];
            int step = ((legal.Length - 1) / mostImmediates) + 1;
            foreach (int immediate in legal.Where((_, i) => i % step == 0 || i == legal.Length - 1))
            {
                WriteTest(source, intrinsic, immediate, number, legal.Length == 1 ? Calls : CallsOfImmediate);
                calls.Append(CultureInfo.InvariantCulture, $"    start({(uint)(seed + (number * 7919))}u);\n    test{number}();\n");
                calls.Append(CultureInfo.InvariantCulture, $"    report(\"{intrinsic.Name}\", {immediate});\n");
                number++;
            }
        }

        return source.Append("int main(void)\n{\n    static char buffer[65536];\n    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);\n")
            .Append(calls).Append("    return 0;\n}\n").ToString();
    }

    private static void WriteTest(StringBuilder source, NeonIntrinsic intrinsic, int immediate, int number, int calls)
    {
        var arguments = new List<string>();
        var after = new List<string>();
        source.Append(CultureInfo.InvariantCulture, $"static void __attribute__((noinline)) test{number}(void)\n{{\n");
        source.Append(CultureInfo.InvariantCulture, $"    for (int i = 0; i < {calls}; i++) {{\n");
        foreach ((NeonParameter parameter, int at) in intrinsic.Parameters.Select(static (parameter, at) => (parameter, at)))
        {
            if (parameter.IsImmediate)
            {
                arguments.Add(immediate.ToString(CultureInfo.InvariantCulture));
                continue;
            }

            string name = $"p{at}";
            string array = parameter.IsPointer ? $"[{Elements + LargestOffset}]" : string.Empty;
            source.Append(CultureInfo.InvariantCulture, $"        {parameter.Type} {name}{array};\n");
            source.Append(CultureInfo.InvariantCulture, $"        {NeonType.Of(parameter.Type).Fill}(&{name}, sizeof {name});\n");
            arguments.Add(parameter.IsPointer ? $"{name} + i % {LargestOffset}" : name);
            if (parameter.IsPointer && !parameter.IsConstant)
            {
                after.Add(name);
            }
        }

        string call = $"{intrinsic.Name}({string.Join(", ", arguments)})";
        bool isVoid = intrinsic.Result == "void";
        source.Append("        begin();\n");
        source.Append(CultureInfo.InvariantCulture, $"        {(isVoid ? string.Empty : $"{intrinsic.Result} r = ")}{call};\n");
        foreach (string name in isVoid ? after : ["r", .. after])
        {
            source.Append(CultureInfo.InvariantCulture, $"        result(&{name}, sizeof {name});\n");
        }

        source.Append("    }\n}\n\n");
    }
}
