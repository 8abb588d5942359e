using System.Runtime.CompilerServices;

namespace Introspect.Devices.Interrupts;

/// <summary>A bit for every interrupt of a GIC. Word 0 (SGIs and PPIs) exists once per vCPU, the others (SPIs) once.</summary>
internal sealed class InterruptBitmap(int cpus, int words)
{
    private readonly uint[] _words = new uint[cpus + words - 1];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint Word(int cpu, int word) => ref _words[word == 0 ? cpu : cpus - 1 + word];

    public bool Has(int cpu, int id) => (Word(cpu, id >> 5) & (1u << id)) != 0;

    public void Set(int cpu, int id) => Word(cpu, id >> 5) |= 1u << id;

    public void Clear(int cpu, int id) => Word(cpu, id >> 5) &= ~(1u << id);

    /// <summary>Every private word to <paramref name="ofPrivate"/>, every shared word to zero.</summary>
    public void Reset(uint ofPrivate = 0)
    {
        Array.Clear(_words);
        Array.Fill(_words, ofPrivate, 0, cpus);
    }
}
