using PerfHarness.Formats.Unwinding;

namespace PerfHarness.Unwinding;

/// <summary>What an address of a process is for an unwinder. Exactly one of the properties says how its frame is undone.</summary>
internal sealed class CodeAtAddress
{
    /// <summary>No code is mapped there: a stack that leads there was followed wrongly.</summary>
    public static CodeAtAddress None { get; } = new();

    /// <summary>Code, but nothing says how to undo its frame; a frame pointer may.</summary>
    public static CodeAtAddress Unknown { get; } = new();

    /// <summary>By the call frame information of its image.</summary>
    public UnwindRow? Row { get; init; }

    /// <summary>As code does that a runtime generated.</summary>
    public FrameShape? Shape { get; init; }

    /// <summary>Generated code whose instructions are not known: in the first and last ones of a function the shape is another.</summary>
    public bool IsShapeUncertain { get; init; }

    /// <summary>The file that would know, and is not here.</summary>
    public string? MissingFile { get; init; }
}
