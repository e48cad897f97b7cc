namespace PerfHarness.Formats.Diagnostics;

/// <summary>
/// Collects diagnostics while work continues. The same problem repeats, so only the first <see cref="MaxPerCode"/> of a code
/// are kept in full and the rest are counted: a file of a million bad records gives a handful of lines. Thread-safe.
/// <para>Work that is done before it is known whether anybody needs it has a bag of its own (<see cref="CreateHeld"/>), whose
/// diagnostics come to the others when the work is first used: as if it had been done then.</para>
/// </summary>
internal sealed class DiagnosticBag
{
    public const int MaxPerCode = 8;

    private readonly Lock _lock = new();
    private readonly List<Diagnostic> _kept = [];
    private readonly Dictionary<int, int> _counts = []; // by number
    private readonly DiagnosticBag? _target;
    private volatile bool _isReleased;

    public DiagnosticBag()
    {
    }

    private DiagnosticBag(DiagnosticBag target) => _target = target;

    /// <summary>A bag that keeps what it gets until <see cref="Release"/>, and passes it on from then.</summary>
    public DiagnosticBag CreateHeld() => new(this);

    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        lock (_lock)
        {
            if (_isReleased)
            {
                _target!.Add(diagnostic);
                return;
            }

            var count = _counts.GetValueOrDefault(diagnostic.Code.Number);
            _counts[diagnostic.Code.Number] = count + 1;
            // What is held counts where it goes to, repeated or not.
            if (count < MaxPerCode && (_target is not null || !_kept.Contains(diagnostic)))
            {
                _kept.Add(diagnostic);
            }
        }
    }

    /// <summary>Of a held bag: passes on what it has, and from now on what it gets.</summary>
    public void Release()
    {
        if (_isReleased || _target is null)
        {
            return;
        }

        lock (_lock)
        {
            if (!_isReleased)
            {
                _target.AddHeld(_kept, _counts);
                _isReleased = true;
            }
        }
    }

    private void AddHeld(List<Diagnostic> held, Dictionary<int, int> counts)
    {
        lock (_lock)
        {
            foreach (var diagnostic in held)
            {
                Add(diagnostic);
            }

            foreach (var (code, count) in counts)
            {
                if (count > MaxPerCode)
                {
                    _counts[code] = _counts.GetValueOrDefault(code) + count - MaxPerCode;
                }
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
