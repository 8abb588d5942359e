using Introspect.Core.PageTables;

namespace Introspect.Inspection;

/// <summary>
/// A machine whose memory can be looked at while it runs, without the hold. What is read may be torn: the guest writes meanwhile. No device
/// is ever read, and the guest cannot notice.
/// </summary>
public interface IHasLiveMemory : IPhysicalReader
{
    /// <summary>
    /// At any time, from any thread: copies out RAM or ROM by physical address. Answers how many bytes from the start could be read; none
    /// after the machine is disposed of.
    /// </summary>
    int PeekPhysical(ulong address, Span<byte> destination);

    /// <summary>
    /// At any time, from any thread: the first address from <paramref name="address"/> on that may hold anything but zeros, so that a search
    /// passes over RAM that the guest has never touched; <see cref="ulong.MaxValue"/> when there is none.
    /// </summary>
    ulong NextTouched(ulong address);
}
