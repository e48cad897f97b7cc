using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>How many stacks reach their thread's root.</summary>
/// <param name="Samples">With frames in user space.</param>
/// <param name="Truncated">Cut by the kernel's limit of frames.</param>
/// <param name="Broken">That end in code which keeps no frame pointer.</param>
/// <param name="BrokenModules">Where they end, those with most samples first.</param>
internal readonly record struct StackCompleteness(long Samples, long Truncated, long Broken, IReadOnlyList<string> BrokenModules)
{
    // Where threads begin: in glibc, musl and bionic, and in ucontext's coroutines; Go's goroutines begin in its runtime.
    private static readonly HashSet<string> ThreadStarts = new(StringComparer.Ordinal)
    {
        "_start", "_dl_start", "_dl_start_user", "_dlstart", "_dlstart_c", "_start_c", "__libc_start_main", "__libc_start_main_impl",
        "__libc_start_call_main", "__libc_init", "__libc_init_first", "libc_start_main_stage2", "__clone", "clone", "__clone3", "clone3",
        "start_thread", "thread_start", "__pthread_start", "start", "__start_thread", "__start_context", "__vfork", "vfork", "fork", "__libc_fork",
        "_Fork", "__restore_rt",
    };

    private static readonly string[] LibcModules = ["libc.so", "libc-", "libpthread", "ld-linux", "ld-", "ld.so", "libc.musl"];

    /// <summary>Of samples of perf, whose stacks have frames of user space from the thread's start on.</summary>
    public static StackCompleteness Compute(SampleSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var profile = selection.Profile;
        var self = selection.SumSelfByStack(Measure.Samples);
        // Of each stack: its row of one frame, and its frames in user space.
        var (roots, depths) = (new int[self.Length], new int[self.Length]);
        var isPerf = profile.Origin.PerfVersion is not (null or "");
        var isUnwound = profile.Runs.Any(run => run.IsUnwound);
        var modules = new Dictionary<string, long>(StringComparer.Ordinal);
        var (samples, truncated, broken, deepest) = (0L, 0L, 0L, 0);
        for (var row = 1; row < self.Length; row++)
        {
            var parent = profile.Stacks.GetParent(new StackId(row)).Index;
            var frame = profile.Frames[profile.Stacks.GetFrame(new StackId(row))];
            roots[row] = parent == 0 ? row : roots[parent];
            depths[row] = depths[parent] + (frame is { Kind: FrameKind.Kernel } or { Inlined: true } ? 0 : 1);
            deepest = self[row] > 0 ? Math.Max(deepest, depths[row]) : deepest;
            if (self[row] == 0 || depths[row] == 0)
            {
                continue;
            }

            samples += self[row];
            var root = profile.Frames[profile.Stacks.GetFrame(new StackId(roots[row]))];
            var name = profile.Functions[root.Function].Name;
            if (name == FunctionName.Truncated)
            {
                truncated += self[row];
            }
            else if (isPerf && !profile.ThreadStarts.Contains(root.Function) && IsBroken(root, name, depths[row], isUnwound))
            {
                broken += self[row];
                var module = FindModule(profile, row);
                modules[module] = modules.GetValueOrDefault(module) + self[row];
            }
        }

        // Recorded without callchains, no stack has more than its leaf.
        return deepest <= 1 || broken == 0
            ? new StackCompleteness(samples, truncated, 0, [])
            : new StackCompleteness(samples, truncated, broken, [.. modules
                .Where(m => m.Key.Length > 0).OrderByDescending(m => m.Value).ThenBy(m => m.Key, StringComparer.Ordinal).Select(m => m.Key)]);
    }

    // Managed and interpreted code is entered from native code; where a recorded stack begins with it, something else has cut it.
    private static bool IsBroken(Frame root, FunctionName name, int depth, bool isUnwound) => root switch
    {
        { Kind: FrameKind.Unknown, Named: false } => true,
        { Kind: FrameKind.Native, Named: true } => !ThreadStarts.Contains(StripVersion(name.Name))
            && !name.Name.StartsWith("runtime.", StringComparison.Ordinal),
        { Kind: FrameKind.Native } => depth == 1 || !LibcModules.Any(prefix => name.Module.StartsWith(prefix, StringComparison.Ordinal)),
        _ => isUnwound,
    };

    private static string StripVersion(string name) => name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;

    // The outermost module that is known.
    private static string FindModule(Profile profile, int row)
    {
        var module = "";
        for (var at = new StackId(row); at != StackId.Empty; at = profile.Stacks.GetParent(at))
        {
            var frame = profile.Frames[profile.Stacks.GetFrame(at)];
            if (frame.Kind is not (FrameKind.Kernel or FrameKind.Unknown))
            {
                module = profile.Functions[frame.Function].Name.Module;
            }
        }

        return module;
    }
}
