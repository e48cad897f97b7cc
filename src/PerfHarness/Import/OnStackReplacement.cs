using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// A method whose loop .NET's runtime replaced while it ran has two entries in a callchain: its optimized body runs on the frame of
/// the unoptimized one, whose patchpoint is the body's return address.
/// <code>
///   Work [OptimizedTier1OSR] ◄── Work [QuickJitted] ◄── …        one activation, not a recursion
/// </code>
/// A body is only ever entered so: a call of a method goes to its start. In a recursion each replaced activation has its own pair.
/// The method that called it is not in the callchain: frame pointers lead from the body to the frame after that one.
/// </summary>
internal static class OnStackReplacement
{
    /// <summary>What the frame is called from: without the frame that its body replaced, where it did.</summary>
    public static StackId GetCaller(ProfileBuilder builder, StackId stack, FrameId frame) =>
        builder.Frames[frame] is { Tier: CodeTier.OptimizedTier1Osr } body && stack != StackId.Empty
            && builder.Frames[builder.Stacks.GetFrame(stack)] is { Tier: not CodeTier.OptimizedTier1Osr, Kind: FrameKind.Jit } replaced
            && replaced.Function == body.Function
            ? builder.Stacks.GetParent(stack)
            : stack;
}
