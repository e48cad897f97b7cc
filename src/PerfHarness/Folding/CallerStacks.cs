using System.Collections;
using PerfHarness.Profiles;

namespace PerfHarness.Folding;

/// <summary>
/// The stacks of a recording whose last frame called another function. Their addresses are kept one byte before the one that is
/// returned to, inside the call; perf prints the one that is returned to.
/// </summary>
internal sealed class CallerStacks
{
    private readonly BitArray _stacks;

    public CallerStacks(Profile profile)
    {
        _stacks = new BitArray(profile.Stacks.Count);
        for (var row = 1; row < profile.Stacks.Count; row++)
        {
            var parent = profile.Stacks.GetParent(new StackId(row));
            if (parent != StackId.Empty)
            {
                var frame = profile.Frames[profile.Stacks.GetFrame(new StackId(row))];
                // The kernel is entered from where the program was running.
                _stacks[parent.Index] |= !frame.Inlined
                    && (frame.Kind != FrameKind.Kernel || profile.Frames[profile.Stacks.GetFrame(parent)].Kind == FrameKind.Kernel);
            }
        }
    }

    public bool Contains(StackId stack) => _stacks[stack.Index];
}
