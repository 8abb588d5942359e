namespace Introspect.Devices.Firmware;

/// <summary>The items of a firmware configuration device that have fixed numbers (QEMU docs/specs/fw_cfg).</summary>
public enum FwCfgItem : ushort
{
    Signature = 0x00,
    Id = 0x01,
    Uuid = 0x02,
    RamSize = 0x03,
    NoGraphic = 0x04,
    CpuCount = 0x05,
    MachineId = 0x06,
    KernelAddress = 0x07,
    KernelSize = 0x08,
    KernelCommandLine = 0x09,
    InitrdAddress = 0x0A,
    InitrdSize = 0x0B,
    BootDevice = 0x0C,
    Numa = 0x0D,
    BootMenu = 0x0E,
    MaxCpus = 0x0F,
    KernelEntry = 0x10,
    KernelData = 0x11,
    InitrdData = 0x12,
    CommandLineAddress = 0x13,
    CommandLineSize = 0x14,
    CommandLineData = 0x15,
    SetupAddress = 0x16,
    SetupSize = 0x17,
    SetupData = 0x18,
    FileDirectory = 0x19,
    FirstFile = 0x20,
}
