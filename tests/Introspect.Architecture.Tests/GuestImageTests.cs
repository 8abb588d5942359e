using Introspect.TestKit;

namespace Introspect.Architecture.Tests;

public sealed class GuestImageTests
{
    private const string Compiler = "arm-none-eabi-gcc";
    private const string Version = "12.2.1 20221205";

    public static TheoryData<string> Guests => [.. Sources.Files("build.sh").Select(file => Path.GetDirectoryName(file)!)];

    [Theory, MemberData(nameof(Guests))]
    public async Task An_image_is_what_its_sources_make(string guest)
    {
        string compiler = Tools.Require(Compiler, "gcc-arm-none-eabi");
        HostProcessResult version = await Run(compiler, "--version");
        Assert.SkipUnless(version.Output.Contains(Version, StringComparison.Ordinal), $"{Compiler} is not version {Version}");

        using var folder = new TemporaryFolder();
        string built = folder.File("guest.elf");
        HostProcessResult build = await Run(Path.Combine(Repository.Root, guest, "build.sh"), built);
        Assert.True(build.ExitCode == 0, build.Error);

        string committed = Path.Combine(Repository.Root, guest, $"{Path.GetFileName(guest)}.elf");
        Assert.True(
            File.ReadAllBytes(committed).AsSpan().SequenceEqual(File.ReadAllBytes(built)),
            $"{committed} is not what its sources make: run {guest}/build.sh and commit the file.");
    }

    private static Task<HostProcessResult> Run(string program, params string[] arguments) =>
        HostProcess.RunAsync(program, arguments, TimeSpan.FromMinutes(2), cancellationToken: TestContext.Current.CancellationToken);
}
