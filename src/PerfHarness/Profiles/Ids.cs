#pragma warning disable MA0048 // one file for the identifiers that only exist so that they cannot be confused
namespace PerfHarness.Profiles;

/// <summary>Row of <see cref="FunctionTable"/>.</summary>
public readonly record struct FunctionId(int Index);

/// <summary>Row of <see cref="FrameTable"/>.</summary>
public readonly record struct FrameId(int Index);

/// <summary>Row of <see cref="StackTable"/>; 0 is the empty stack.</summary>
public readonly record struct StackId(int Index)
{
    /// <summary>The stack without frames.</summary>
    public static readonly StackId Empty = new(0);
}

/// <summary>The code that a frame ran in: a row of the import's table, from 1.</summary>
internal readonly record struct CodeId(int Index)
{
    /// <summary>Not known, or not asked for.</summary>
    public static readonly CodeId None = new(0);
}

/// <summary>Row of <see cref="Profile.Threads"/>.</summary>
internal readonly record struct ThreadId(int Index);

/// <summary>Row of <see cref="Profile.Events"/>.</summary>
internal readonly record struct EventId(int Index);

/// <summary>Row of <see cref="Profile.Runs"/>.</summary>
internal readonly record struct RunId(int Index);
