using Introspect.TestKit;

namespace Introspect.Architecture.Tests;

public sealed class GuestImageTests
{
    private const string Compiler = "arm-none-eabi-gcc";
    private const string Version = "12.2.1 20221205";

    /// <summary>Every image beside a build script; the script builds the one that is named as the file it is given.</summary>
    public static TheoryData<string> Images => [.. Sources.Files("build.sh").SelectMany(ImagesBeside)];

    [Theory, MemberData(nameof(Images))]
    public async Task An_image_is_what_its_sources_make(string image)
    {
        string compiler = Tools.Require(Compiler, "gcc-arm-none-eabi");
        HostProcessResult version = await Run(compiler, "--version");
        Assert.SkipUnless(version.Output.Contains(Version, StringComparison.Ordinal), $"{Compiler} is not version {Version}");

        using var folder = new TemporaryFolder();
        string committed = Path.Combine(Repository.Root, image);
        string built = folder.File(Path.GetFileName(image));
        string script = Path.Combine(Path.GetDirectoryName(committed)!, "build.sh");
        HostProcessResult build = await Run(script, built);
        Assert.True(build.ExitCode == 0, build.Error);

        Assert.True(
            File.ReadAllBytes(committed).AsSpan().SequenceEqual(File.ReadAllBytes(built)),
            $"{committed} is not what its sources make: run {script} and commit the file.");
    }

    [Fact]
    public void Every_folder_with_a_build_script_has_an_image() =>
        Assert.All(Sources.Files("build.sh"), static script => Assert.NotEmpty(ImagesBeside(script)));

    private static IEnumerable<string> ImagesBeside(string script) =>
        Sources.Files("*.elf").Where(image => Path.GetDirectoryName(image) == Path.GetDirectoryName(script));

    private static Task<HostProcessResult> Run(string program, params string[] arguments) =>
        HostProcess.RunAsync(program, arguments, TimeSpan.FromMinutes(2), cancellationToken: TestContext.Current.CancellationToken);
}
