using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>Where inside a function its samples fall: by source line where lines are known, else by address.</summary>
internal sealed record Annotation(Function Function, long FunctionSamples, long AllSamples, IReadOnlyList<AnnotatedLocation> Locations)
{
    /// <summary>The profile must have been imported with addresses and lines.</summary>
    /// <param name="inclusive">Also count samples in what the function calls, at the place of the call.</param>
    public static Annotation Compute(SampleSelection selection, FunctionId function, bool inclusive = false)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var profile = selection.Profile;
        var counts = new Dictionary<(int Line, ulong Address), long>();
        long inFunction = 0;
        foreach (var row in selection.Rows)
        {
            var sample = profile.Samples[row];
            if (FindFrame(profile, sample.Stack, function, inclusive) is { } frame)
            {
                inFunction += sample.Count;
                var place = frame.Line > 0 ? (frame.Line, 0ul) : (0, frame.Address);
                counts[place] = counts.GetValueOrDefault(place) + sample.Count;
            }
        }

        return new Annotation(profile.Functions[function], inFunction, selection.Samples,
            [.. counts.Select(c => new AnnotatedLocation(c.Key.Line, c.Key.Address, c.Value))
                .OrderBy(p => p.Line == 0).ThenBy(p => p.Line).ThenBy(p => p.Address)]);
    }

    /// <summary>The function's frame in a stack: the leaf or, where that is asked for, the call nearest to it. Null where there is none.</summary>
    public static Frame? FindFrame(Profile profile, StackId stack, FunctionId function, bool inclusive)
    {
        for (var at = stack; at != StackId.Empty; at = profile.Stacks.GetParent(at))
        {
            var frame = profile.Frames[profile.Stacks.GetFrame(at)];
            if (frame.Function == function)
            {
                return frame;
            }

            if (!inclusive)
            {
                return null;
            }
        }

        return null;
    }
}
