namespace Introspect.Console.Code;

/// <summary>One instruction as people read it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Word">Its encoding as the manual writes it: halfwords in their order.</param>
/// <param name="Text">Mnemonic and operands.</param>
/// <param name="Target">Where it branches to, when that stands in the instruction.</param>
internal sealed record CodeLine(uint Address, int Length, string Word, string Text, uint? Target);
