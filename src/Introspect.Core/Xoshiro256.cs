using System.Buffers.Binary;
using System.Numerics;

namespace Introspect.Core;

/// <summary>The generator xoshiro256** of Blackman and Vigna, its state filled from a seed by splitmix64.</summary>
public sealed class Xoshiro256
{
    private readonly ulong[] _state = new ulong[4];

    /// <summary>The same seed gives the same numbers.</summary>
    public Xoshiro256(ulong seed) => Seed(seed);

    /// <summary>Begins anew.</summary>
    public void Seed(ulong seed)
    {
        for (int i = 0; i < _state.Length; i++)
        {
            seed += 0x9E37_79B9_7F4A_7C15;
            ulong mixed = (seed ^ (seed >> 30)) * 0xBF58_476D_1CE4_E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
            _state[i] = mixed ^ (mixed >> 31);
        }
    }

    /// <summary>The next number.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
        ulong shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = BitOperations.RotateLeft(_state[3], 45);
        return result;
    }

    /// <summary>Fills bytes with the next numbers, low byte first.</summary>
    public void Fill(Span<byte> destination)
    {
        Span<byte> word = stackalloc byte[8];
        while (!destination.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
            int length = Math.Min(destination.Length, word.Length);
            word[..length].CopyTo(destination);
            destination = destination[length..];
        }
    }
}
