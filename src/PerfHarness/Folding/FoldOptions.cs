using PerfHarness.Analysis;

namespace PerfHarness.Folding;

/// <summary>
/// How stacks become lines of folded text; the options' names and meanings are stackcollapse-perf.pl's. Which samples are
/// folded is not an option: that is the <see cref="SampleSelection"/>.
/// </summary>
public sealed record FoldOptions
{
    /// <summary>The default of every option.</summary>
    public static readonly FoldOptions Default = new();

    /// <summary>Samples (default) or periods, which stackcollapse-perf.pl sums where they are printed.</summary>
    public Measure Measure { get; init; }

    /// <summary><c>--pid</c>: the command name is followed by <c>-PID</c>.</summary>
    public bool Pid { get; init; }

    /// <summary><c>--tid</c>: the command name is followed by <c>-PID/TID</c>.</summary>
    public bool Tid { get; init; }

    /// <summary><c>--inline</c>: inlined frames are marked <c>_[i]</c>.</summary>
    public bool Inline { get; init; }

    /// <summary>Inlined frames are left out: their samples belong to the function they were inlined into.</summary>
    public bool HideInlined { get; init; }

    /// <summary><c>--dso</c>: the name is followed by <c> (module)</c>.</summary>
    public bool Dso { get; init; }

    /// <summary><c>--context</c>: inlined frames are followed by <c>:file:line</c>.</summary>
    public bool Context { get; init; }

    /// <summary><c>--srcline</c>: every frame is followed by <c>:file:line</c>, after its mark, where the line is known; a managed
    /// method by where it is defined.</summary>
    public bool Srcline { get; init; }

    /// <summary><c>--kernel</c>: kernel frames are marked <c>_[k]</c>.</summary>
    public bool Kernel { get; init; }

    /// <summary><c>--jit</c>: frames of jitted code are marked <c>_[j]</c>.</summary>
    public bool Jit { get; init; }

    /// <summary><c>--all</c>: all the marks, as <c>--kernel --jit</c>.</summary>
    public bool All { get; init; }

    /// <summary><c>--addrs</c>: frames without a name show their raw address, <c>[libfoo.so &lt;7f3a10&gt;]</c>.</summary>
    public bool Addrs { get; init; }

    /// <summary>Names end before their parameters, as stackcollapse-perf.pl leaves them; overloads become one line.</summary>
    public bool CutParameters { get; init; }
}
