namespace Introspect.Ir.FloatingPoint;

/// <summary>The rounding modes as FPSCR.RMode encodes them. ARM DDI 0406C B4.1.58.</summary>
public enum FloatRounding
{
    /// <summary>To nearest, ties to even (RN).</summary>
    Nearest = 0,

    /// <summary>Towards plus infinity (RP).</summary>
    PlusInfinity = 1,

    /// <summary>Towards minus infinity (RM).</summary>
    MinusInfinity = 2,

    /// <summary>Towards zero (RZ).</summary>
    Zero = 3,
}
