using System.Runtime.InteropServices;
using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;
using PerfHarness.Unwinding;

namespace PerfHarness.Import;

/// <summary>
/// Turns a sample's callchain into a stack. perf writes callchains leaf first, in segments that a context marker starts:
/// <code>
///   [kernel] k0 k1 k2 [user] u0 u1 u2 u3          u3 is the root, k0 the leaf
/// </code>
/// so segments are walked from the last to the first, each from its end. The first entry of a segment is the instruction
/// that was running (or was interrupted); the others are return addresses, looked up one byte earlier, inside the call,
/// because a call that never returns may be its function's last instruction.
/// </summary>
internal sealed class CallchainWalker(ProfileBuilder builder, FrameResolver resolver)
{
    private readonly Dictionary<int, LastCallchain> _lastCallchains = [];
    private readonly HashSet<(int Pid, ulong Address)> _threadStarts = [];
    private int _deepest;

    /// <param name="chain">The sample's callchain, as it was recorded.</param>
    /// <param name="maxStack">Frames after which callchains were cut; longer ones show that this was not the limit.</param>
    public StackId Walk(ProcessState process, in SampleRecord sample, ReadOnlySpan<ulong> chain, int maxStack)
    {
        if (chain.IsEmpty)
        {
            return sample.Ip == 0 ? StackId.Empty : Push(StackId.Empty, process, sample.Ip, GetContext(sample.CpuMode));
        }

        return Walk(process, sample, chain, chain.Length >= maxStack && IsTruncated(process, chain, maxStack));
    }

    /// <param name="chain">What was unwound, in the form of a recorded callchain.</param>
    public StackId WalkUnwound(ProcessState process, in SampleRecord sample, ReadOnlySpan<ulong> chain, StackEnd end)
    {
        if (end == StackEnd.Root && _threadStarts.Add((process.Pid, chain[^1])))
        {
            // The only frame is where the thread was running; an outer one is where a call returns to.
            var address = chain is [.., CallchainContext.User, var leaf] ? leaf : chain[^1] - 1;
            var frame = resolver.Resolve(process, address, CallchainContext.User)[0];
            builder.AddThreadStart(builder.Frames[frame].Function);
        }

        return Walk(process, sample, chain, end == StackEnd.Truncated);
    }

    private StackId Walk(ProcessState process, in SampleRecord sample, ReadOnlySpan<ulong> chain, bool isTruncated)
    {
        var stack = sample.BranchStack.IsEmpty ? StackId.Empty : WalkBranches(process, sample.BranchStack);
        if (isTruncated)
        {
            stack = GetTruncatedRoot();
        }

        var isOutermost = true;
        var end = chain.Length;
        while (end > 0)
        {
            var marker = end - 1;
            while (marker >= 0 && chain[marker] < CallchainContext.Lowest)
            {
                marker--;
            }

            var context = marker >= 0 ? chain[marker] : GetContext(sample.CpuMode);
            var segment = chain[(marker + 1)..end];
            end = marker;
            if (segment.IsEmpty || (context == CallchainContext.User && !sample.BranchStack.IsEmpty))
            {
                continue;
            }

            stack = isOutermost && context == CallchainContext.User
                ? WalkOutermostSegment(stack, process, segment, GetLastCallchain(sample.Tid, stack, process))
                : WalkSegment(stack, process, segment, context);
            isOutermost = false;
        }

        return stack;
    }

    private bool IsTruncated(ProcessState process, ReadOnlySpan<ulong> chain, int maxStack)
    {
        var frames = 0;
        foreach (var entry in chain)
        {
            frames += entry < CallchainContext.Lowest ? 1 : 0;
        }

        _deepest = Math.Max(_deepest, frames);
        // Where code keeps no frame pointer, a chain may go round in what is no code until it is full.
        return frames == maxStack && _deepest == maxStack && (chain[^1] > long.MaxValue
            || !IsUnresolved(resolver.Resolve(process, chain[^1] - 1, CallchainContext.User)[^1]));
    }

    private StackId GetTruncatedRoot() => builder.Stacks.Intern(
        StackId.Empty, builder.Frames.Intern(new Frame(builder.Functions.Intern(FunctionName.Truncated), FrameKind.Unknown)));

    // The outermost segment in user space: as far as it equals the thread's last one, nothing has to be looked up.
    private StackId WalkOutermostSegment(StackId stack, ProcessState process, ReadOnlySpan<ulong> addresses, LastCallchain lastCallchain)
    {
        var last = addresses.Length - 1;
        var depth = 0;
        for (; depth < last && lastCallchain.Matches(depth, addresses[last - depth]); depth++)
        {
        }

        stack = depth > 0 ? lastCallchain.GetStack(depth - 1) : stack;
        for (; depth < last; depth++)
        {
            var address = addresses[last - depth];
            stack = Push(stack, process, address - 1, CallchainContext.User);
            lastCallchain.Set(depth, address, stack);
        }

        return Push(stack, process, addresses[0], CallchainContext.User);
    }

    private LastCallchain GetLastCallchain(int tid, StackId root, ProcessState process)
    {
        ref var lastCallchain = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastCallchains, tid, out _);
        lastCallchain ??= new LastCallchain();
        lastCallchain.SetRoot(root, process.Version);
        return lastCallchain;
    }

    private StackId WalkSegment(StackId stack, ProcessState process, ReadOnlySpan<ulong> addresses, ulong context)
    {
        for (var i = addresses.Length - 1; i > 0; i--)
        {
            stack = Push(stack, process, addresses[i] - 1, context);
        }

        return Push(stack, process, addresses[0], context);
    }

    // --call-graph lbr: callers are the sources of the recorded calls, newest first; the leaf is where the newest went to.
    private StackId WalkBranches(ProcessState process, ReadOnlySpan<ulong> branches)
    {
        var stack = StackId.Empty;
        for (var i = branches.Length - 3; i >= 0; i -= 3)
        {
            stack = Push(stack, process, branches[i], CallchainContext.User);
        }

        return Push(stack, process, branches[1], CallchainContext.User);
    }

    private StackId Push(StackId stack, ProcessState process, ulong address, ulong context)
    {
        if (context is not (CallchainContext.User or CallchainContext.Kernel or CallchainContext.UserDeferred))
        {
            address = context; // a hypervisor's or a guest's addresses mean nothing here
        }

        foreach (var frame in resolver.Resolve(process, address, context))
        {
            stack = IsUnresolved(frame) && stack != StackId.Empty && IsUnresolved(builder.Stacks.GetFrame(stack))
                ? stack
                : builder.Stacks.Intern(OnStackReplacement.GetCaller(builder, stack, frame), frame);
        }

        return stack;
    }

    // Where code keeps no frame pointer, the kernel follows whatever the register holds, often repeatedly through the
    // same address that is not code. One [unknown] is worth as much as a hundred.
    private bool IsUnresolved(FrameId frame) => builder.Frames[frame] is { Kind: FrameKind.Unknown, Named: false };

    private static ulong GetContext(int cpuMode) => cpuMode switch
    {
        1 => CallchainContext.Kernel,
        3 => CallchainContext.Hypervisor,
        4 => CallchainContext.GuestKernel,
        5 => CallchainContext.GuestUser,
        _ => CallchainContext.User,
    };
}
