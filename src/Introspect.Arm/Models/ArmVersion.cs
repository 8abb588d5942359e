namespace Introspect.Arm.Models;

/// <summary>Versions of the architecture, oldest first; a row of the instruction table says since which one it exists.</summary>
public enum ArmVersion : byte
{
    V4,
    V4T,
    V5T,
    V5TE,
    V6,
    V6K,
    V6T2,
    V7,
}
