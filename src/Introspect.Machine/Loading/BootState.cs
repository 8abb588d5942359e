namespace Introspect.Machine.Loading;

/// <summary>
/// What the boot vCPU starts with, in SVC mode with MMU and caches off and interrupts masked (Linux
/// Documentation/arch/arm/booting.rst, 5). Everything else is as after reset.
/// </summary>
/// <param name="Pc">Physical address of the first instruction, bit 0 clear.</param>
/// <param name="R0">0.</param>
/// <param name="R1">The machine number, or all ones where the device tree says it all.</param>
/// <param name="R2">Physical address of the device tree blob or of the tag list; 0 where there is neither.</param>
/// <param name="StartsInThumb">True when the first instruction is T32.</param>
public readonly record struct BootState(uint Pc, uint R0, uint R1, uint R2, bool StartsInThumb);
