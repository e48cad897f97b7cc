namespace PerfHarness.Unwinding;

/// <summary>Why an unwound stack has no more frames.</summary>
internal enum StackEnd
{
    /// <summary>Its outermost frame is the thread's first: the unwind tables say so.</summary>
    Root,

    /// <summary>The sample's copy of the stack ends before the stack does.</summary>
    Truncated,

    /// <summary>The code has neither unwind tables nor a frame pointer.</summary>
    Broken,

    /// <summary>The file of the code is not here, and so are its unwind tables.</summary>
    MissingFile,
}
