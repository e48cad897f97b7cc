using PerfHarness.Formats.Unwinding;

namespace PerfHarness.Unwinding;

/// <summary>What an address of a process is for an unwinder.</summary>
internal sealed class CodeAtAddress
{
    /// <summary>No code is mapped there: a stack that leads there was followed wrongly.</summary>
    public static CodeAtAddress None { get; } = new();

    /// <summary>How its frame is undone, or null where that is not known.</summary>
    public UnwindRow? Row { get; init; }

    /// <summary>Nothing is known of the code but that such code keeps the frame pointer: in the first and last instructions of a
    /// function the row is wrong.</summary>
    public bool IsGuess { get; init; }

    /// <summary>The file that would tell, and is not here.</summary>
    public string? MissingFile { get; init; }
}
