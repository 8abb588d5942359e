namespace Introspect.Machine.Semihosting;

/// <summary>The files that a guest may use by semihosting. A name is what the guest gave: hostile, and not yet checked.</summary>
public interface ISemihostFiles
{
    /// <summary>Opens a file; <paramref name="file"/> can be read, written and sought as <paramref name="access"/> says.</summary>
    SemihostError Open(string name, FileMode mode, FileAccess access, out Stream? file);

    /// <summary>Removes a file.</summary>
    SemihostError Remove(string name);

    /// <summary>Gives a file another name, in place of a file that has it.</summary>
    SemihostError Rename(string from, string to);
}
