using System.Text;
using Introspect.Cli.Commands;
using Introspect.Cli.Control;
using Introspect.Cli.Guests;
using Introspect.Cli.Running;
using Introspect.TestKit;

namespace Introspect.Cli.Tests;

/// <summary>A command line with its streams in memory and an empty cache in a folder of its own.</summary>
internal sealed class TestHost : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly MemoryStream _guestOutput = new();

    public TestHost(IMachineRunner? machines = null, string typed = "", ControlPlace? control = null) => Host = new CommandHost
    {
        Out = _output,
        Error = _error,
        GuestOutput = _guestOutput,
        GuestInput = new MemoryStream(Encoding.ASCII.GetBytes(typed)),
        Environment = static _ => null,
        OwnCommand = OwnProgram.Words,
        Control = control ?? ControlPlace.OfUser(name => name == "XDG_RUNTIME_DIR" ? Folder : null),
        Guests = new GuestCache(Path.Combine(Folder, "cache")),
        Machines = machines ?? new FakeMachines(),
    };

    public CommandHost Host { get; init; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("introspect-cli").FullName;

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public string GuestOutput => Encoding.UTF8.GetString(_guestOutput.ToArray());

    public string File(string name, params byte[] content)
    {
        string path = Path.Combine(Folder, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public Task<int> RunAsync(params string[] arguments) => IntrospectCommand.RunAsync(Host, arguments, TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
