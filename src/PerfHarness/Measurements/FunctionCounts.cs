using System.Collections.Immutable;
using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>Samples of one function, one number per run.</summary>
/// <param name="Self">Samples whose leaf is the function.</param>
/// <param name="Total">Samples that have the function anywhere in the stack; empty if only self counts are known.</param>
/// <param name="Source">Where it is defined, for reports; not stored in a baseline.</param>
/// <param name="Body">See <see cref="Function.Body"/>.</param>
internal sealed record FunctionCounts(
    FunctionName Name, ImmutableArray<long> Self, ImmutableArray<long> Total, SourcePosition? Source = null, ulong Body = 0)
{
    public long SelfSum => Self.Sum();

    public long TotalSum => Total.Sum();
}
