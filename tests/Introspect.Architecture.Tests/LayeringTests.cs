namespace Introspect.Architecture.Tests;

public sealed class LayeringTests
{
    [Fact]
    public void Projects_reference_only_what_the_plan_allows() => Assert.Empty(ProjectFile.All().SelectMany(Violations));

    [Theory]
    [InlineData("Core", "Memory")]
    [InlineData("Gdb", "Machine")]
    [InlineData("Ir", "Arm")]
    [InlineData("Devices", "Cpu")]
    public void A_reference_that_points_up_is_found(string project, string reference)
    {
        ProjectFile file = ProjectFile.Parse(
            project,
            $"""<Project><ItemGroup><ProjectReference Include="../Introspect.{reference}/Introspect.{reference}.csproj" /></ItemGroup></Project>""");
        Assert.Equal([$"{project} may not reference {reference}"], Violations(file));
    }

    [Fact]
    public void A_project_that_the_plan_does_not_know_is_found() =>
        Assert.Equal(["Helpers is not in the plan"], Violations(new ProjectFile("Helpers", [], IsUnsafe: false)));

    [Fact]
    public void The_plan_itself_has_no_circle() => Assert.DoesNotContain(Plan.Allowed.Keys, project => Reaches(project, project));

    [Fact]
    public void Unsafe_code_stays_in_the_projects_that_may_have_it() => Assert.Empty(ProjectFile.All().SelectMany(UnsafeViolations));

    [Fact]
    public void Unsafe_code_elsewhere_is_found()
    {
        const string Xml = "<Project><PropertyGroup><AllowUnsafeBlocks>true</AllowUnsafeBlocks></PropertyGroup></Project>";
        Assert.Equal(["Devices may not have unsafe code"], UnsafeViolations(ProjectFile.Parse("Devices", Xml)));
        Assert.Empty(UnsafeViolations(ProjectFile.Parse("Memory", Xml)));
    }

    private static IEnumerable<string> Violations(ProjectFile project) =>
        !Plan.Allowed.TryGetValue(project.Name, out string[]? allowed)
            ? [$"{project.Name} is not in the plan"]
            : project.References.Except(allowed).Select(reference => $"{project.Name} may not reference {reference}");

    private static IEnumerable<string> UnsafeViolations(ProjectFile project) =>
        project.IsUnsafe && !Plan.MayBeUnsafe.Contains(project.Name) ? [$"{project.Name} may not have unsafe code"] : [];

    private static bool Reaches(string from, string to) =>
        Plan.Allowed[from].Any(next => next == to || Reaches(next, to));
}
