namespace Introspect.Arm;

/// <summary>Where the translator reads guest code: little-endian halfwords by virtual address.</summary>
public interface IInstructionSource
{
    /// <summary>Reads one halfword; false when the guest may not fetch there.</summary>
    bool TryFetch(uint address, out ushort halfword);
}
