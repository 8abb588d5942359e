namespace Introspect.Cli.Running;

/// <summary>Who looks at a machine while it runs; who came last leaves first.</summary>
internal sealed class Attachments : IDisposable
{
    private readonly Stack<IDisposable> _attached = new();

    public void Add(IDisposable attached) => _attached.Push(attached);

    public void Dispose()
    {
        while (_attached.TryPop(out IDisposable? attached))
        {
            attached.Dispose();
        }
    }
}
