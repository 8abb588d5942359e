namespace Introspect.Machine.Semihosting;

/// <summary>
/// What SYS_ERRNO tells after a call that failed: Linux's numbers, most of which C libraries for bare metal know by the same names.
/// </summary>
public enum SemihostError : uint
{
    None = 0,

    /// <summary>ENOENT: there is no file of that name.</summary>
    NoEntry = 2,

    /// <summary>EIO: the host's file system failed.</summary>
    InputOutput = 5,

    /// <summary>EBADF: no open file has this handle, or it was opened for the other direction.</summary>
    BadHandle = 9,

    /// <summary>EACCES: the host does not allow it, or the name leads out of the guest's folder.</summary>
    Refused = 13,

    /// <summary>EFAULT: the call points at something that is not memory.</summary>
    BadAddress = 14,

    /// <summary>EISDIR: the name is a folder's.</summary>
    IsFolder = 21,

    /// <summary>EINVAL: a value that the call does not know.</summary>
    Invalid = 22,

    /// <summary>EMFILE: as many files are open as there may be.</summary>
    TooManyOpen = 24,

    /// <summary>ESPIPE: the console has no positions.</summary>
    NoPosition = 29,

    /// <summary>ENAMETOOLONG.</summary>
    NameTooLong = 36,

    /// <summary>ENOSYS: there is no such call here.</summary>
    NoSuchCall = 38,

    /// <summary>EOVERFLOW: the file is longer than the answer can say.</summary>
    TooLarge = 75,
}
