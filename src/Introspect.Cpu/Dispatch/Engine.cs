namespace Introspect.Cpu.Dispatch;

/// <summary>What executes guest code; a guest cannot tell one from the other.</summary>
public enum Engine
{
    /// <summary>The operations one by one: the oracle.</summary>
    Interpreter,

    /// <summary>Code of the host, made from the operations.</summary>
    Translator,
}
