using PerfHarness.FlameGraphs;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.FlameGraphs;

/// <summary>Adds stacks as tests write them.</summary>
internal static class FlameGraphBuilderExtensions
{
    /// <param name="folded">From the root, <c>main;parse;read</c>; a name may end in a mark of its kind: <c>_[k] _[j] _[i] _[w]</c>.</param>
    public static void Add(this FlameGraphBuilder builder, string folded, long weight, DiffSide side = DiffSide.After)
    {
        var profile = new ProfileBuilder();
        var stack = StackId.Empty;
        foreach (var frame in folded.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            stack = profile.Stacks.Intern(stack, profile.Frames.Intern(CreateFrame(profile, frame)));
        }

        builder.Add(profile.Build(), [new FlameGraphStack(stack, weight)], side);
    }

    private static Frame CreateFrame(ProfileBuilder profile, string text)
    {
        var mark = text is [.., '_', '[', 'k' or 'j' or 'i' or 'w', ']'] ? text[^2] : ' ';
        var function = profile.Functions.Intern(new FunctionName("", mark == ' ' ? text : text[..^4]));
        var kind = mark switch { 'k' => FrameKind.Kernel, 'j' => FrameKind.Jit, _ => FrameKind.Unknown };
        return new Frame(function, kind, Inlined: mark == 'i', Named: text != "[unknown]");
    }
}
