using System.Runtime.CompilerServices;
using Introspect.Ir;

namespace Introspect.Machine.Parallel;

/// <summary>
/// Tells a vCPU that waits for another in a loop from one that gets on: a long slice later, the registers that calls keep (r4 to r11 and sp; AAPCS32
/// 6.1.1) are what they were. Guests wait like that for other processors, with nothing that says so, and the other vCPU may want the core. A loop
/// that gets on with r0 to r3 alone may be taken for one: it only gives way more often than it must.
/// </summary>
internal sealed class SpinDetector
{
    private const int FirstKept = 4, Kept = 8, StackPointer = 13;

    // The loop may be in the midst of a call that uses one of them, so two samples are kept. No stack pointer of a guest has bit 32 set.
    private Sample _last = Sample.None, _before = Sample.None;

    /// <summary>A long slice has ended; true when the vCPU seems to wait.</summary>
    public bool Note(in RegisterFile registers)
    {
        var now = default(Sample);
        for (int i = 0; i < Kept; i++)
        {
            now[i] = registers[FirstKept + i];
        }

        now[Kept] = registers[StackPointer];
        bool waits = now.IsSame(_last) || now.IsSame(_before);
        _before = _last;
        _last = now;
        return waits;
    }

    [InlineArray(Kept + 1)]
    private struct Sample
    {
        private ulong _first;

        public static Sample None
        {
            get
            {
                var none = default(Sample);
                none[Kept] = ulong.MaxValue;
                return none;
            }
        }

        public readonly bool IsSame(in Sample other) => ((ReadOnlySpan<ulong>)this).SequenceEqual(other);
    }
}
