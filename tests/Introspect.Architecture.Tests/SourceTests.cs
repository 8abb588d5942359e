using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Introspect.Architecture.Tests;

public sealed partial class SourceTests
{
    private static readonly FrozenSet<string> s_roomsWithoutMeaning = new[]
    {
        "Helpers", "Helper", "Utils", "Util", "Utilities", "Common", "Misc", "Base",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Rooms_are_named_for_concepts() => Assert.DoesNotContain(Sources.Folders, HasNoMeaning);

    [Theory]
    [InlineData("src/Introspect.Core/Helpers", true)]
    [InlineData("src/Introspect.Core/utils", true)]
    [InlineData("src/Introspect.Core/Common/Bits", true)]
    [InlineData("tests/Introspect.Arm.Tests.Base", true)]
    [InlineData("src/Introspect.Core/Timing", false)]
    public void A_room_named_for_nothing_is_found(string folder, bool found) => Assert.Equal(found, HasNoMeaning(folder));

    [Fact]
    public void What_is_left_to_do_names_its_issue() => Assert.DoesNotContain(
        new[] { "*.cs", "*.csproj", "*.c", "*.h", "*.S", "*.sh" }.SelectMany(Sources.Files),
        file => HasTaskWithoutIssue(Sources.Read(file)));

    [Theory]
    [InlineData("// TO" + "DO: later", true)]
    [InlineData("// TO" + "DO (#12): later", false)]
    [InlineData("// TO" + "DO #12", false)]
    [InlineData("FIX" + "ME", true)]
    [InlineData("nothing to do here", false)]
    public void A_task_without_an_issue_is_found(string text, bool found) => Assert.Equal(found, HasTaskWithoutIssue(text));

    [Fact]
    public void Every_project_is_in_the_solution() => Assert.Empty(NotInSolution(Sources.Files("*.csproj"), Sources.Read("Introspect.sln")));

    [Fact]
    public void A_project_outside_the_solution_is_found() => Assert.Equal(
        ["src/Introspect.B/Introspect.B.csproj"],
        NotInSolution(
            ["src/Introspect.A/Introspect.A.csproj", "src/Introspect.B/Introspect.B.csproj"],
            """Project("{...}") = "Introspect.A", "src\Introspect.A\Introspect.A.csproj", "{...}" """));

    private static bool HasNoMeaning(string folder) => folder.Split('/', '.').Any(s_roomsWithoutMeaning.Contains);

    private static bool HasTaskWithoutIssue(string text) => TaskWithoutIssue().IsMatch(text);

    private static IEnumerable<string> NotInSolution(IEnumerable<string> projects, string solution) =>
        projects.Where(project => !solution.Replace('\\', '/').Contains($"\"{project}\"", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(TO\x44O|FIX\x4DE)\b(?!\s*\(?#\d)")]
    private static partial Regex TaskWithoutIssue();
}
