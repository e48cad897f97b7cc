using System.Collections.Immutable;
using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>
/// Counts a profile's samples of the <see cref="MainEvent"/> by run and function. Counts are samples, not weights, because the
/// test counts samples; a run's weight is kept beside them.
/// </summary>
internal static class ProfileCounts
{
    /// <param name="session">Name of the session that all of the profile's runs belong to.</param>
    public static (RunCounts Counts, CallEdges Edges) Count(Profile profile, string session)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var gated = MainEvent.Find(profile);
        var runs = Math.Max(profile.Runs.Count, 1);
        var walker = new StackWalker(profile, runs);
        var (samples, weights) = (new long[runs], new long[runs]);
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            if (sample.Event == gated)
            {
                samples[sample.Run.Index] += sample.Count;
                weights[sample.Run.Index] += sample.Weight;
                walker.Add(sample);
            }
        }

        var unit = gated.Index < profile.Events.Count ? profile.Events[gated.Index].Unit : "samples";
        var records = Enumerable.Range(0, runs).Select(run =>
        {
            var info = run < profile.Runs.Count ? profile.Runs[run] : new RunInfo();
            return new RunRecord
            {
                Session = session,
                Started = info.Started,
                WallTime = info.WallTime,
                CpuTime = info.CpuTime,
                BusyTime = info.BusyTime,
                Operations = info.Operations,
                Samples = samples[run],
                LostSamples = info.LostSamples,
                Weight = weights[run],
                Unit = unit,
            };
        });
        return walker.Build(records);
    }

    /// <summary>Walks every distinct stack once, however many samples and runs share it.</summary>
    private sealed class StackWalker(Profile profile, int runs)
    {
        private readonly Dictionary<int, long[]> _byStack = [];
        private readonly Dictionary<FunctionName, (long[] Self, long[] Total)> _counts = [];
        private readonly Dictionary<(int Caller, int Callee), long> _edges = [];

        public void Add(in Sample sample)
        {
            if (!_byStack.TryGetValue(sample.Stack.Index, out var counts))
            {
                _byStack.Add(sample.Stack.Index, counts = new long[runs]);
            }

            counts[sample.Run.Index] += sample.Count;
        }

        public (RunCounts Counts, CallEdges Edges) Build(IEnumerable<RunRecord> records)
        {
            // Recursion puts a function, or a call, into one stack many times; the sample still counts once.
            var seen = new int[profile.Functions.Count];
            var seenEdges = new HashSet<(int, int)>();
            var visit = 0;
            foreach (var (stack, counts) in _byStack)
            {
                visit++;
                seenEdges.Clear();
                Walk(new StackId(stack), counts, seen, visit, seenEdges);
            }

            var functions = _counts.Select(c => CreateCounts(c.Key, c.Value.Self, c.Value.Total)).ToList();
            var edges = new CallEdges(
                _edges.Select(e => new CallEdge(GetName(e.Key.Caller), GetName(e.Key.Callee), e.Value)),
                functions.Select(f => KeyValuePair.Create(f.Name, f.TotalSum)));
            return (new RunCounts(records, functions), edges);
        }

        private void Walk(StackId stack, long[] counts, int[] seen, int visit, HashSet<(int, int)> seenEdges)
        {
            if (stack == StackId.Empty)
            {
                var (self, total) = GetOrAddRow(FunctionName.Unknown);
                Add(self, counts);
                Add(total, counts);
                return;
            }

            var sum = counts.Sum();
            var callee = -1;
            for (var at = stack; at != StackId.Empty; at = profile.Stacks.GetParent(at))
            {
                var function = profile.Frames[profile.Stacks.GetFrame(at)].Function.Index;
                if (callee < 0)
                {
                    Add(GetOrAddRow(GetName(function)).Self, counts);
                }
                else if (callee != function && seenEdges.Add((function, callee)))
                {
                    _edges[(function, callee)] = _edges.GetValueOrDefault((function, callee)) + sum;
                }

                if (seen[function] != visit)
                {
                    seen[function] = visit;
                    Add(GetOrAddRow(GetName(function)).Total, counts);
                }

                callee = function;
            }
        }

        private FunctionName GetName(int function) => profile.Functions[new FunctionId(function)].Name;

        private FunctionCounts CreateCounts(FunctionName name, long[] self, long[] total)
        {
            var function = profile.Functions.TryFind(name, out var id) ? profile.Functions[id] : default;
            return new FunctionCounts(name, [.. self], [.. total], function.Source, function.Body);
        }

        private (long[] Self, long[] Total) GetOrAddRow(FunctionName name)
        {
            if (!_counts.TryGetValue(name, out var row))
            {
                _counts.Add(name, row = (new long[runs], new long[runs]));
            }

            return row;
        }

        private static void Add(long[] to, long[] counts)
        {
            for (var run = 0; run < counts.Length; run++)
            {
                to[run] += counts[run];
            }
        }
    }
}
