using System.Buffers.Binary;
using System.Globalization;
using Gee.External.Capstone;
using Gee.External.Capstone.Arm;

namespace Introspect.Console.Code;

/// <summary>Turns bytes into lines of A32 or Thumb code.</summary>
internal sealed class CodeReader : IDisposable
{
    private readonly CapstoneArmDisassembler _arm = CapstoneDisassembler.CreateArmDisassembler(ArmDisassembleMode.Arm);
    private readonly CapstoneArmDisassembler _thumb = CapstoneDisassembler.CreateArmDisassembler(ArmDisassembleMode.Thumb);

    /// <summary>The lines from the first byte on; what is no instruction is a line of data.</summary>
    public List<CodeLine> Read(uint address, ReadOnlySpan<byte> bytes, bool isThumb)
    {
        var lines = new List<CodeLine>();
        int unit = isThumb ? 2 : 4;
        while (bytes.Length >= unit)
        {
            foreach (ArmInstruction instruction in (isThumb ? _thumb : _arm).Disassemble(bytes.ToArray(), address))
            {
                byte[] encoding = instruction.Bytes;
                string text = $"{instruction.Mnemonic,-7} {instruction.Operand}".TrimEnd();
                lines.Add(new CodeLine(address, encoding.Length, Word(encoding, isThumb), text, Target(instruction)));
                address += (uint)encoding.Length;
                bytes = bytes[encoding.Length..];
            }

            if (bytes.Length >= unit)
            {
                string word = Word(bytes[..unit], isThumb);
                lines.Add(new CodeLine(address, unit, word, $"{(isThumb ? ".hword" : ".word"),-7} 0x{word.ToLowerInvariant()}", null));
                address += (uint)unit;
                bytes = bytes[unit..];
            }
        }

        return lines;
    }

    public void Dispose()
    {
        _arm.Dispose();
        _thumb.Dispose();
    }

    private static string Word(ReadOnlySpan<byte> bytes, bool isThumb)
    {
        if (!isThumb)
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes).ToString("X8");
        }

        ushort first = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return bytes.Length == 2 ? $"{first:X4}" : $"{first:X4}{BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]):X4}";
    }

    // Branches have their target as the only or last immediate, which Capstone writes as an absolute address.
    private static uint? Target(ArmInstruction instruction)
    {
        string mnemonic = instruction.Mnemonic;
        int number = instruction.Operand.LastIndexOf("#0x", StringComparison.Ordinal);
        return number >= 0 && mnemonic.StartsWith('b') | mnemonic.StartsWith("cb", StringComparison.Ordinal) &&
            !mnemonic.StartsWith("bic", StringComparison.Ordinal) && !mnemonic.StartsWith("bf", StringComparison.Ordinal) &&
            uint.TryParse(instruction.Operand.AsSpan(number + 3), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint target)
            ? target
            : null;
    }
}
