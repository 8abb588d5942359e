using Introspect.Machine.Semihosting;

namespace Introspect.Machine.Tests.Semihosting;

/// <summary>Files that are nowhere: names and bytes. A file keeps what it holds when its handle is closed.</summary>
internal sealed class MemoryFiles : ISemihostFiles
{
    public Dictionary<string, byte[]> Contents { get; } = [];

    public SemihostError Open(string name, FileMode mode, FileAccess access, out Stream? file)
    {
        file = null;
        if (mode == FileMode.Open && !Contents.ContainsKey(name))
        {
            return SemihostError.NoEntry;
        }

        file = new Kept(this, name, mode == FileMode.Create ? [] : Contents.GetValueOrDefault(name, []));
        return SemihostError.None;
    }

    public SemihostError Remove(string name) => Contents.Remove(name) ? SemihostError.None : SemihostError.NoEntry;

    public SemihostError Rename(string from, string to)
    {
        if (!Contents.Remove(from, out byte[]? bytes))
        {
            return SemihostError.NoEntry;
        }

        Contents[to] = bytes;
        return SemihostError.None;
    }

    private sealed class Kept : MemoryStream
    {
        private readonly MemoryFiles _files;
        private readonly string _name;

        public Kept(MemoryFiles files, string name, byte[] bytes)
        {
            (_files, _name) = (files, name);
            Write(bytes);
            Position = 0;
        }

        protected override void Dispose(bool disposing)
        {
            _files.Contents[_name] = ToArray();
            base.Dispose(disposing);
        }
    }
}
