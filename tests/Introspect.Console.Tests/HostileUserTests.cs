using System.Text;
using CsCheck;
using Introspect.Console.Keys;
using Introspect.Console.Screen;
using Introspect.Console.Serial;
using Introspect.TestKit.Inspection;

namespace Introspect.Console.Tests;

public sealed class HostileUserTests
{
    private static readonly Gen<KeyPress> s_key = Gen.OneOf(
        Gen.Char["rsnbgzvqtx?1234+-w0f \t"].Select(KeyPress.Of),
        Gen.Enum<KeyKind>().Select(static kind => new KeyPress(kind, new Rune('a'), Number: 6)),
        Gen.Const(KeyPress.Prefix));

    [Fact]
    public void No_keys_and_no_size_break_the_console() => Gen.Select(s_key.Array[0, 60], Gen.Int[1, 140], Gen.Int[1, 50]).Sample(
        static (keys, width, height) =>
        {
            using var machine = new FakeMachine();
            using var model = new ConsoleModel(
                new ConsoleSource { Machine = machine, Guest = new FakeKernel(), Terminal = new GuestTerminal(), InBackground = static work => work() },
                new FakeTime());
            var canvas = new Canvas(width, height);
            foreach (KeyPress key in keys)
            {
                model.Press(key);
                model.Look();
                model.Draw(canvas);
            }
        },
        iter: 200);
}
