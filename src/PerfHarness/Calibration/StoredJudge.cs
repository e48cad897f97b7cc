using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Calibration;

/// <summary>Judges draws from a series as <c>run</c> does with a stored baseline whose program is to be had.</summary>
internal sealed class StoredJudge
{
    private const int MaxBaselineRuns = 20;
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly CalibrationSeries _series;
    private readonly GatePolicy _policy;
    private readonly Gate _gate;
    private readonly int[][] _sessions;

    public StoredJudge(CalibrationSeries series, GatePolicy policy)
    {
        (_series, _policy, _gate) = (series, policy, new Gate(policy));
        _sessions = [.. Enumerable.Range(0, series.RunCount).GroupBy(run => series.Counts.Runs[run].Session).Select(session => session.ToArray())];
        CandidateSessions = [.. _sessions.Where(session => session.Length >= policy.Stages[0].Runs)];
    }

    public int SessionCount => _sessions.Length;

    /// <summary>Sessions with enough runs for a candidate.</summary>
    private IReadOnlyList<int[]> CandidateSessions { get; }

    /// <summary>Runs of a stored side, at most.</summary>
    public int BaselineRuns => Math.Min(
        MaxBaselineRuns, _sessions.Length == 1 ? _series.RunCount / 2 : _series.RunCount - _sessions.Min(session => session.Length));

    /// <summary>One build.</summary>
    /// <param name="maximumRuns">Maximum runs per side, of either stage.</param>
    /// <param name="createCandidate">Runs of the candidate's side, as they would be with its changes.</param>
    public StoredVerdict Judge(Random random, int maximumRuns, Func<int[], Measurement> createCandidate)
    {
        var session = CandidateSessions[random.Next(CandidateSessions.Count)];
        int[] stored;
        int[] pool;
        if (_sessions.Length == 1)
        {
            var shuffled = Shuffle(session, random);
            (stored, pool) = (shuffled[..BaselineRuns], shuffled[BaselineRuns..]);
        }
        else
        {
            (stored, pool) = (Shuffle([.. _sessions.Where(other => other != session).SelectMany(runs => runs)], random), session);
        }

        var baseline = _series.SelectRuns(stored[..Math.Min(stored.Length, MaxBaselineRuns)].Order().ToArray());
        var candidateRuns = Draw(pool, maximumRuns, random);
        var screen = JudgeInStages(_ => baseline, runs => createCandidate(candidateRuns[..runs]), maximumRuns, isInterleaved: false);
        if (screen.Plan.Decision != StageDecision.Confirm)
        {
            return new StoredVerdict(screen, IsConfirmed: false, screen.CandidateRuns);
        }

        // Both sides are recorded at the same time, on the machine as it is then.
        var pairs = Draw(session, 2 * maximumRuns, random);
        var confirmed = JudgeInStages(
            runs => _series.SelectRuns(pairs.AsSpan(0, runs)),
                runs => createCandidate(pairs[maximumRuns..(maximumRuns + runs)]), maximumRuns, isInterleaved: true);
        return new StoredVerdict(confirmed, IsConfirmed: true, screen.CandidateRuns + (2 * confirmed.CandidateRuns));
    }

    private static int[] Shuffle(int[] runs, Random random)
    {
        var shuffled = runs.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    // Where there are too few, some are drawn more than once.
    private static int[] Draw(int[] pool, int count, Random random) =>
        pool.Length >= count ? Shuffle(pool, random)[..count] : [.. Enumerable.Range(0, count).Select(_ => pool[random.Next(pool.Length)])];

    private GateVerdict JudgeInStages(
        Func<int, Measurement> createBaseline, Func<int, Measurement> createCandidate, int maximumRuns, bool isInterleaved)
    {
        var runs = Math.Min(_policy.Stages[0].Runs, maximumRuns);
        for (var looks = 1; ; looks++)
        {
            var verdict = _gate.Judge(new GateInput
            {
                Baseline = createBaseline(runs),
                Candidate = createCandidate(runs),
                Interleaved = isInterleaved,
                Today = Today,
                CanContinue = true,
                CanConfirm = !isInterleaved,
                LookCount = looks,
                MaximumRuns = maximumRuns,
            });
            if (verdict.Plan.Decision != StageDecision.Continue || verdict.Plan.NextRuns <= runs)
            {
                return verdict;
            }

            runs = Math.Min(verdict.Plan.NextRuns, maximumRuns);
        }
    }
}
