using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

using Introspect.TestKit;

namespace Introspect.Architecture.Tests;

public sealed class StaticStateTests
{
    /// <summary>Generic ones by their definition. Arrays are missing: tables are arrays.</summary>
    private static readonly Type[] s_changeable =
    [
        typeof(List<>), typeof(Dictionary<,>), typeof(SortedDictionary<,>), typeof(HashSet<>), typeof(SortedSet<>), typeof(Queue<>),
        typeof(Stack<>), typeof(PriorityQueue<,>), typeof(ConcurrentDictionary<,>), typeof(ConcurrentQueue<>), typeof(ConcurrentBag<>),
        typeof(StringBuilder), typeof(Random),
    ];

    public static TheoryData<string> Projects => [.. ProjectFile.All().Select(project => project.Name).Where(name => name != "Generators")];

    [Theory, MemberData(nameof(Projects))]
    public void No_static_field_can_change(string project)
    {
        string assembly = project == "Cli" ? "introspect" : $"Introspect.{project}";
        Assert.Empty(Assembly.Load(assembly).GetTypes().SelectMany(Violations));
    }

    [Fact]
    public void A_static_field_that_can_change_is_found() => Assert.Equal(
        ["<Property>k__BackingField", "Counter", "List"],
        Violations(typeof(Changeable)).Select(violation => violation.Split('.')[^1]).Order(StringComparer.Ordinal));

    [Fact]
    public void Constants_tables_and_compiled_lambdas_are_no_state() => Assert.Empty(
        new[] { typeof(Constant) }.Concat(typeof(Constant).GetNestedTypes(BindingFlags.NonPublic)).SelectMany(Violations));

    [Fact]
    public void The_rule_sees_the_assemblies_of_this_checkout() =>
        Assert.StartsWith(Repository.Root, Assembly.Load("Introspect.Core").Location, StringComparison.Ordinal);

    /// <summary>Types and fields with '&lt;' in their name are the compiler's, but for the field behind an automatic property.</summary>
    private static IEnumerable<string> Violations(Type type) => type.FullName!.Contains('<', StringComparison.Ordinal)
        ? []
        : type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(field => !field.IsLiteral && (!field.IsInitOnly || IsChangeable(field.FieldType)))
            .Select(field => $"{type.FullName}.{field.Name}");

    private static bool IsChangeable(Type type) =>
        s_changeable.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type);

    private static class Changeable
    {
        internal static readonly List<int> List = [];
        internal static int Counter = List.Count;

        internal static int Property { get; set; }
    }

    private static class Constant
    {
        internal const int Literal = 1;
        internal static readonly string[] Table = ["a"];
        internal static readonly Func<int, int> Lambda = static x => x + Literal;

        internal static string Property { get; } = Table[0];
    }
}
