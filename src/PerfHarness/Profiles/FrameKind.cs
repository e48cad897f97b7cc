namespace PerfHarness.Profiles;

/// <summary>What kind of code a frame ran in. A field of the frame, never part of its name.</summary>
public enum FrameKind : byte
{
    /// <summary>No mapping covers the address, or the input says nothing about it.</summary>
    Unknown,

    /// <summary>Code of an ELF file.</summary>
    Native,

    /// <summary>Kernel, kernel module or BPF program.</summary>
    Kernel,

    /// <summary>Code a just-in-time compiler wrote: .NET, Java, V8.</summary>
    Jit,

    /// <summary>Precompiled managed code in a .NET image.</summary>
    ReadyToRun,

    /// <summary>Code that a runtime wrote for itself: stubs, thunks, write barriers, interpreters' trampolines.</summary>
    Stub,
}
