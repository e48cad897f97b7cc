using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>A stack that ends in a function, before and after.</summary>
/// <param name="Frames">Names from the root to the function.</param>
/// <param name="Before">Share of all samples of its side, 0 to 1.</param>
internal sealed record StackChange(FunctionName Function, IReadOnlyList<FunctionName> Frames, double Before, double After)
{
    public double Change => After - Before;

    /// <summary>Stacks that end in the function, largest change first.</summary>
    public static IReadOnlyList<StackChange> FindLargest(StackDifference difference, FunctionName function, int top = 3)
    {
        ArgumentNullException.ThrowIfNull(difference);
        if (!difference.Functions.TryFind(function, out var id))
        {
            return [];
        }

        var (before, after) = (Math.Max(1, difference.Before.Sum()), Math.Max(1, difference.After.Sum()));
        var found = new List<(StackId Stack, double Before, double After)>();
        for (var row = 1; row < difference.Stacks.Count; row++)
        {
            var hasSamples = difference.Before[row] != 0 || difference.After[row] != 0;
            if (hasSamples && difference.Frames[difference.Stacks.GetFrame(new StackId(row))].Function == id)
            {
                found.Add((new StackId(row), (double)difference.Before[row] / before, (double)difference.After[row] / after));
            }
        }

        return [.. found.OrderByDescending(s => s.After - s.Before).ThenBy(s => s.Stack.Index).Take(top).Select(s => new StackChange(
            function,
            [.. difference.Stacks.GetFrames(s.Stack).Select(frame => difference.Functions[difference.Frames[frame].Function].Name)],
            s.Before,
            s.After))];
    }
}
