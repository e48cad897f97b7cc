namespace PerfHarness.Formats.Diagnostics;

/// <summary>
/// Collects diagnostics while work continues. The same problem repeats, so only the first <see cref="MaxPerCode"/> of a code
/// are kept in full and the rest are counted: a file of a million bad records gives a handful of lines. Thread-safe.
/// </summary>
internal sealed class DiagnosticBag
{
    public const int MaxPerCode = 8;

    private readonly Lock _lock = new();
    private readonly List<Diagnostic> _kept = [];
    private readonly Dictionary<int, int> _counts = []; // by number

    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        lock (_lock)
        {
            var count = _counts.GetValueOrDefault(diagnostic.Code.Number);
            _counts[diagnostic.Code.Number] = count + 1;
            if (count < MaxPerCode && !_kept.Contains(diagnostic))
            {
                _kept.Add(diagnostic);
            }
        }
    }

    public void Warn(DiagnosticCode code, string message, string? remedy = null, string? file = null, int line = 0) =>
        Add(new Diagnostic(code, Severity.Warning, message, remedy, file, line));

    public void Info(DiagnosticCode code, string message, string? remedy = null, string? file = null) =>
        Add(new Diagnostic(code, Severity.Info, message, remedy, file));

    /// <summary>How often the code was reported, kept or not.</summary>
    public int GetCount(DiagnosticCode code)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(code.Number);
        }
    }

    /// <summary>What was kept, in the order of arrival.</summary>
    public IReadOnlyList<Diagnostic> ToList()
    {
        lock (_lock)
        {
            return [.. _kept];
        }
    }
}
