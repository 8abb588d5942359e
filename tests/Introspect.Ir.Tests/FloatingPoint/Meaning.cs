namespace Introspect.Ir.Tests.FloatingPoint;

/// <summary>Any operation, as a table of operations holds it.</summary>
internal delegate ulong Meaning(ulong a, ulong b, ulong c, ref uint fpscr);

internal delegate uint Unary32(uint a, ref uint fpscr);

internal delegate uint Binary32(uint a, uint b, ref uint fpscr);

internal delegate uint Ternary32(uint a, uint b, uint c, ref uint fpscr);

internal delegate ulong Unary64(ulong a, ref uint fpscr);

internal delegate ulong Binary64(ulong a, ulong b, ref uint fpscr);

internal delegate ulong Ternary64(ulong a, ulong b, ulong c, ref uint fpscr);

internal static class Meanings
{
    public static Meaning Of(Unary32 operation) => (a, _, _, ref fpscr) => operation((uint)a, ref fpscr);

    public static Meaning Of(Binary32 operation) => (a, b, _, ref fpscr) => operation((uint)a, (uint)b, ref fpscr);

    public static Meaning Of(Ternary32 operation) => (a, b, c, ref fpscr) => operation((uint)a, (uint)b, (uint)c, ref fpscr);

    public static Meaning Of(Unary64 operation) => (a, _, _, ref fpscr) => operation(a, ref fpscr);

    public static Meaning Of(Binary64 operation) => (a, b, _, ref fpscr) => operation(a, b, ref fpscr);

    public static Meaning Of(Ternary64 operation) => (a, b, c, ref fpscr) => operation(a, b, c, ref fpscr);
}
