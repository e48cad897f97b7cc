namespace PerfHarness.Counters;

/// <summary>A counted event, over all runs.</summary>
/// <param name="Event">As perf names it, modifiers included: <c>instructions:u</c>.</param>
/// <param name="Unit">Unit as named by perf, such as <c>msec</c>; empty for plain counts.</param>
/// <param name="Values">One value per run in which it was counted; empty if it never was.</param>
internal sealed record Counter(string Event, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>CPU, core, socket, node or thread, where counts are kept apart; else empty.</summary>
    public string Scope { get; init; } = "";

    public CounterState State { get; init; }

    /// <summary>Nanoseconds during which it was counting, on average over the runs.</summary>
    public double Running { get; init; }

    /// <summary>Part of the time it should have counted, 0 to 1: below 1 the hardware was shared and values are scaled up.</summary>
    public double RunningShare { get; init; } = 1;

    public double Mean => Values.Count == 0 ? double.NaN : Values.Average();

    /// <summary>Standard deviation over the runs, 0 for fewer than two.</summary>
    public double StandardDeviation => Values.Count < 2 ? 0 : Math.Sqrt(Values.Sum(v => (v - Mean) * (v - Mean)) / (Values.Count - 1));

    /// <summary>Standard error of the mean as a part of it: what perf shows as <c>+-</c>; 0 where there is none.</summary>
    public double RelativeError => Values.Count < 2 || Mean == 0 ? 0 : Math.Abs(StandardDeviation / Math.Sqrt(Values.Count) / Mean);

    /// <summary>The readings of several runs, by event: an event that is counted twice is two counters.</summary>
    public static IReadOnlyList<Counter> Combine(IReadOnlyList<IReadOnlyList<CounterReading>> runs)
    {
        var order = new List<(string, string, int)>();
        var found = new Dictionary<(string Scope, string Event, int Occurrence), List<CounterReading>>();
        foreach (var run in runs)
        {
            var seen = new Dictionary<(string, string), int>();
            foreach (var reading in run)
            {
                var occurrence = seen[(reading.Scope, reading.Event)] = seen.GetValueOrDefault((reading.Scope, reading.Event)) + 1;
                var key = (reading.Scope, reading.Event, occurrence);
                if (!found.TryGetValue(key, out var readings))
                {
                    found[key] = readings = [];
                    order.Add(key);
                }

                readings.Add(reading);
            }
        }

        return [.. order.Select(key => Create(found[key]))];
    }

    private static Counter Create(List<CounterReading> readings)
    {
        var counted = readings.FindAll(reading => reading.State == CounterState.Counted);
        var last = readings[^1];
        return new Counter(last.Event, last.Unit, [.. counted.Select(reading => reading.Value)])
        {
            Scope = last.Scope,
            State = counted.Count > 0 ? CounterState.Counted : last.State,
            Running = counted.Count > 0 ? counted.Average(reading => reading.Running) : 0,
            RunningShare = counted.Count > 0 ? counted.Average(reading => reading.RunningShare) : 1,
        };
    }
}
