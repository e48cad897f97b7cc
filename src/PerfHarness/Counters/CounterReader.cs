using System.Globalization;
using System.Text;

namespace PerfHarness.Counters;

/// <summary>Reads the file that <c>perf stat</c> writes; while it grows, where intervals are wanted.</summary>
internal sealed class CounterReader(string path, CounterRequest request, string subject, Action<CounterReport>? onInterval)
{
    private readonly List<CounterReading> _interval = [];
    private readonly StringBuilder _line = new();
    private long _position;
    private double _intervalStart;

    /// <summary>It has to be read while it grows.</summary>
    public bool IsFollowing { get; } = request.Interval is not null;

    /// <summary>All that was read; without those of intervals, which are reported and forgotten.</summary>
    public List<CounterReading> Readings { get; } = [];

    public bool HasRead { get; private set; }

    /// <summary>Reads what has been written since. perf writes an interval at once: when no more comes, it is complete.</summary>
    public void ReadToEnd()
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _position;
        using var reader = new StreamReader(file, Encoding.UTF8);
        var text = reader.ReadToEnd();
        _position = file.Position;
        if (text.Length == 0)
        {
            EndInterval();
        }

        foreach (var c in text)
        {
            if (c != '\n')
            {
                _line.Append(c);
                continue;
            }

            if (CounterReading.Parse(_line.ToString(), IsFollowing, request.Scope.Fields) is { } reading)
            {
                Add(reading with { Event = request.Names.GetValueOrDefault(reading.Event, reading.Event) });
            }

            _line.Clear();
        }
    }

    /// <summary>Reports the interval that was read last.</summary>
    public void EndInterval()
    {
        if (_interval.Count == 0)
        {
            return;
        }

        var time = _interval[0].Time;
        var isTime = double.TryParse(time.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds);
        var end = isTime ? seconds : _intervalStart;
        onInterval?.Invoke(new CounterReport
        {
            Subject = subject, Counters = Counter.Combine([_interval]), Runs = 1, Time = time, Elapsed = [end - _intervalStart],
        });
        _intervalStart = end;
        _interval.Clear();
    }

    private void Add(CounterReading reading)
    {
        HasRead = true;
        if (!IsFollowing)
        {
            Readings.Add(reading);
            return;
        }

        if (_interval.Count > 0 && _interval[0].Time != reading.Time)
        {
            EndInterval();
        }

        _interval.Add(reading);
    }
}
