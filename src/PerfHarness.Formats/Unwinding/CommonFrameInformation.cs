namespace PerfHarness.Formats.Unwinding;

/// <summary>A CIE: what the functions that refer to it share.</summary>
/// <param name="CodeAlignment">Bytes of code in a unit of the program's advances.</param>
/// <param name="DataAlignment">Bytes in a unit of the program's offsets.</param>
/// <param name="ReturnRegister">The register, real or not, that holds the return address.</param>
/// <param name="Encoding">Of the addresses in its FDEs.</param>
/// <param name="HasAugmentation">Its FDEs have augmentation data, preceded by their length.</param>
/// <param name="IsSignalFrame">The frame of a signal handler's return: the caller's address is where it was interrupted.</param>
/// <param name="Program">Where its initial instructions are in the section.</param>
internal sealed record CommonFrameInformation(
    ulong CodeAlignment,
    long DataAlignment,
    ulong ReturnRegister,
    PointerEncoding Encoding,
    int AddressSize,
    bool HasAugmentation,
    bool IsSignalFrame,
    Range Program);
