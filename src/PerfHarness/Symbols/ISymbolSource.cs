using PerfHarness.Profiles;

namespace PerfHarness.Symbols;

/// <summary>
/// Names the code of one image or one process. Addresses are what the source's own tables use: an ELF's virtual
/// addresses, a PE's RVAs, the process's addresses for perf maps and jitdumps, the kernel's for kallsyms.
/// Sources are immutable once opened and safe to share between threads; opening one is where the work is done, and a
/// lookup is a binary search that allocates nothing.
/// </summary>
internal interface ISymbolSource
{
    /// <summary>The function that covers the address, or null. The same instance is returned for the same function.</summary>
    /// <param name="address">An address inside an instruction of the function; for a caller's frame, the return address less one.</param>
    Symbol? Find(ulong address);

    /// <summary>
    /// The functions that were inlined at the address, outermost first, not including the one that <see cref="Find"/>
    /// gives; empty where none were or where the source has no such information.
    /// </summary>
    IReadOnlyList<InlinedCall> FindInlined(ulong address) => [];

    /// <summary>Where a function that <see cref="Find"/> gave is defined, or null. May open debug information.</summary>
    SourcePosition? FindSource(Symbol symbol) => symbol.Source;

    /// <summary>The machine code of a function that <see cref="Find"/> gave.</summary>
    MachineCode ReadCode(Symbol symbol) => MachineCode.CreateMissing("there is no file with its code");

    /// <summary>The function that a pointer leads to which the loader or the runtime fills in, or null.</summary>
    /// <param name="address">Of the pointer.</param>
    string? FindPointer(ulong address) => null;

    /// <summary>The source line of the address, or null.</summary>
    SourcePosition? FindLine(ulong address) => null;
}
