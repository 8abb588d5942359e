using Introspect.Core.PageTables;
using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>
/// What a vCPU has cached of one translation regime: what privileged and what User accesses see, and a number by which
/// the jump cache tells regimes apart.
/// </summary>
public sealed class TranslationContext : IDisposable
{
    private const int MegabyteBits = 20;

    // What a maintenance operation for one address must drop more than a page for: megabytes that have pages out of sections and large
    // pages, and whether there are pages out of something larger still.
    private readonly ulong[] _megabytes = new ulong[1 << (32 - MegabyteBits - 6)];
    private bool _hasLarger;
    private bool _isEmpty = true;

    /// <summary>The regime; meaningful while <see cref="Generation"/> is not zero.</summary>
    public TranslationRegime Regime { get; private set; }

    /// <summary>True when it is the context of a regime.</summary>
    public bool StandsFor(in TranslationRegime regime) => Generation != 0 && Regime == regime;

    /// <summary>Unique to regime and time: changes whenever cached translations are dropped.</summary>
    public uint Generation { get; private set; }

    /// <summary>When the context was last made current; the oldest is used again.</summary>
    public ulong LastUse { get; set; }

    /// <summary>Pages as a privileged mode may use them.</summary>
    public TranslationView Privileged { get; } = new();

    /// <summary>Pages as User mode may use them.</summary>
    public TranslationView User { get; } = new();

    /// <summary>What a privilege sees.</summary>
    public TranslationView For(bool privileged) => privileged ? Privileged : User;

    /// <summary>A page of memory has translated code from now on.</summary>
    public void NoteCode(MemoryRegion region, ulong offset)
    {
        if (!_isEmpty)
        {
            Privileged.NoteCode(region, offset);
            User.NoteCode(region, offset);
        }
    }

    /// <summary>Forgets all, and stands for <paramref name="regime"/> from now on.</summary>
    public void Assign(in TranslationRegime regime, uint generation)
    {
        Regime = regime;
        Privileged.Assign();
        User.Assign();
        Flush(generation);
    }

    /// <summary>Forgets all cached translations.</summary>
    public void Flush(uint generation)
    {
        Generation = generation;
        if (!_isEmpty)
        {
            Empty();
        }
    }

    /// <summary>
    /// Forgets the page of a modified virtual address. False: its mapping may be a larger one, so everything was forgotten.
    /// </summary>
    public bool FlushPage(uint address)
    {
        // The page is kept under the virtual address, which the modification may have made this one of.
        uint unmodified = TranslationRegime.UnmodifiedAddress(address);
        return (unmodified == address || Regime.FcsePid == 0 || Forget(unmodified)) && Forget(address);
    }

    private bool Forget(uint address)
    {
        if (_isEmpty)
        {
            return true;
        }

        uint megabyte = address >> MegabyteBits;
        if (_hasLarger || (_megabytes[megabyte >> 6] & (1ul << (int)(megabyte & 63))) != 0)
        {
            Empty();
            return false;
        }

        Privileged.FlushPage(address);
        User.FlushPage(address);
        return true;
    }

    /// <summary>What was cached stays, but code is looked for anew.</summary>
    public void Renumber(uint generation) => Generation = generation;

    /// <summary>A page is about to be entered whose descriptor maps <paramref name="size"/> bytes.</summary>
    public void NoteFill(uint page, ulong size)
    {
        _isEmpty = false;
        if (size > 1 << PhysicalBus.PageBits)
        {
            uint megabyte = page >> MegabyteBits;
            _megabytes[megabyte >> 6] |= 1ul << (int)(megabyte & 63);
            _hasLarger |= size > 1 << MegabyteBits;
        }
    }

    private void Empty()
    {
        Privileged.Flush();
        User.Flush();
        Array.Clear(_megabytes);
        _hasLarger = false;
        _isEmpty = true;
    }

    public void Dispose()
    {
        Privileged.Dispose();
        User.Dispose();
    }
}

/// <summary>
/// The translation contexts of a vCPU. Keeping several lets a guest switch address spaces and domains (Linux does so at every
/// system call) without losing what is cached; maintenance operations empty them all.
/// </summary>
public sealed class TranslationContexts : IDisposable
{
    private const int Count = 8;

    private readonly TranslationContext[] _contexts = new TranslationContext[Count];
    private TranslationContext _previous;
    private uint _generation = 1;
    private ulong _uses;

    public TranslationContexts()
    {
        for (int i = 0; i < Count; i++)
        {
            _contexts[i] = new TranslationContext();
        }

        _previous = _contexts[1];
        Current = _contexts[0];
        Current.Assign(default, _generation);
        Current.LastUse = ++_uses;
    }

    /// <summary>The context of the current regime.</summary>
    public TranslationContext Current { get; private set; }

    /// <summary>Makes the context of a regime current.</summary>
    public void Select(in TranslationRegime regime)
    {
        if (Current.Regime == regime)
        {
            return;
        }

        // Guests go to and fro between two settings of their domains.
        TranslationContext selected = _previous.StandsFor(regime) ? _previous : Find(regime);
        (_previous, Current) = (Current, selected);
        selected.LastUse = ++_uses;
    }

    /// <summary>Forgets every cached translation (TLBI, or a change of memory's layout).</summary>
    public void FlushAll()
    {
        foreach (TranslationContext context in _contexts)
        {
            context.Flush(context.Generation == 0 ? 0 : ++_generation);
        }
    }

    /// <summary>
    /// Forgets the page of an address in every regime (TLBI by MVA). Code is looked for anew when some may have been fetched through what
    /// was forgotten: from the page itself, as the caller knows, or from a larger mapping.
    /// </summary>
    /// <returns>True when all code is looked for anew.</returns>
    public bool FlushPage(uint address, bool hasCode)
    {
        foreach (TranslationContext context in _contexts)
        {
            hasCode |= !context.FlushPage(address);
        }

        if (hasCode)
        {
            foreach (TranslationContext context in _contexts)
            {
                context.Renumber(context.Generation == 0 ? 0 : ++_generation);
            }
        }

        return hasCode;
    }

    /// <summary>Makes every store go the slow way once more.</summary>
    public void FlushWrites()
    {
        foreach (TranslationContext context in _contexts)
        {
            context.Privileged.FlushWrites();
            context.User.FlushWrites();
        }
    }

    /// <summary>A page of memory has translated code from now on.</summary>
    public void NoteCode(MemoryRegion region, ulong offset)
    {
        foreach (TranslationContext context in _contexts)
        {
            context.NoteCode(region, offset);
        }
    }

    private TranslationContext Find(in TranslationRegime regime)
    {
        TranslationContext oldest = _contexts[0];
        foreach (TranslationContext context in _contexts)
        {
            if (context.StandsFor(regime))
            {
                return context;
            }

            if (context.LastUse < oldest.LastUse)
            {
                oldest = context;
            }
        }

        oldest.Assign(regime, ++_generation);
        return oldest;
    }

    public void Dispose()
    {
        foreach (TranslationContext context in _contexts)
        {
            context.Dispose();
        }
    }
}
