namespace Introspect.Arm;

/// <summary>The encodings of an instruction.</summary>
public enum InstructionSet : byte
{
    /// <summary>32-bit ARM instructions.</summary>
    A32,

    /// <summary>32-bit Thumb instructions; a word holds the first halfword in its high half.</summary>
    T32,

    /// <summary>16-bit Thumb instructions.</summary>
    T16,
}
