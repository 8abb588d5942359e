namespace Introspect.Console.Looking;

/// <summary>Who copies something out of the machine in each look.</summary>
internal interface IReadsMachine
{
    /// <summary>Copies what is to be shown; called with the hold, so it does no more than that.</summary>
    void Read(MachineWatch watch);
}
