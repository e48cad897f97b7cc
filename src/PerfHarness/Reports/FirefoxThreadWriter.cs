using System.Globalization;
using System.Text.Json;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>One thread of <see cref="FirefoxWriter"/>. Each thread has tables of its own, so they hold only what it uses.</summary>
internal sealed class FirefoxThreadWriter(Profile profile, FirefoxThread thread, FirefoxLibraries libraries, long start, double interval)
{
    private readonly Dictionary<string, int> _stringRows = [];
    private readonly List<string> _strings = [];
    private readonly Dictionary<int, int> _stackRows = [];
    private readonly List<int> _stacks = [];
    private readonly Dictionary<int, int> _frameRows = [];
    private readonly List<Frame> _frames = [];
    private readonly Dictionary<int, int> _functionRows = [];
    private readonly List<Function> _functions = [];
    private readonly Dictionary<string, int> _resourceRows = [];
    private readonly List<string> _resources = [];

    public void Write(Utf8JsonWriter json)
    {
        var info = profile.Threads[thread.Thread.Index];
        var rows = thread.Samples.Select(s => s.Stack == StackId.Empty ? (int?)null : GetStackRow(s.Stack)).ToList();
        var run = profile.Runs.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (run {thread.Run.Index + 1})") : "";

        json.WriteStartObject();
        json.WriteString("name", info.CommandName);
        json.WriteBoolean("isMainThread", info.Pid == info.Tid);
        json.WriteString("processType", "default");
        json.WriteString("processName", GetProcessName(info) + run);
        json.WriteString("pid", info.Pid.ToString(CultureInfo.InvariantCulture) + run);
        json.WriteString("tid", info.Tid.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("processStartupTime", 0);
        json.WriteNull("processShutdownTime");
        json.WriteNumber("registerTime", 0);
        json.WriteNull("unregisterTime");
        json.WriteBoolean("showMarkersInTimeline", false);
        json.WriteStartArray("pausedRanges");
        json.WriteEndArray();
        WriteSamples(json, rows);

        WriteStacks(json);
        WriteFrames(json);
        WriteFunctions(json);
        WriteEmptyTables(json);
        json.WriteStartArray("stringArray");
        foreach (var text in _strings)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteStacks(Utf8JsonWriter json)
    {
        json.WriteStartObject("stackTable");
        json.WriteNumber("length", _stacks.Count);
        WriteColumn(json, "prefix", _stacks.Select(FindPrefixRow));
        WriteColumn(json, "frame", _stacks.Select(stack => (int?)GetFrameRow(profile.Stacks.GetFrame(new StackId(stack)))));
        json.WriteEndObject();

        int? FindPrefixRow(int stack) =>
            _stackRows.TryGetValue(profile.Stacks.GetParent(new StackId(stack)).Index, out var row) ? row : null;
    }

    // After the stacks, which collect the frames.
    private void WriteFrames(Utf8JsonWriter json)
    {
        json.WriteStartObject("frameTable");
        json.WriteNumber("length", _frames.Count);
        WriteColumn(json, "address", _frames.Select(_ => (int?)-1));
        // Depth is for symbolication of native addresses; there is none here.
        WriteColumn(json, "inlineDepth", _frames.Select(_ => (int?)0));
        WriteColumn(json, "category", _frames.Select(f => (int?)FirefoxWriter.GetCategory(f.Kind)));
        WriteColumn(json, "subcategory", _frames.Select(_ => (int?)0));
        WriteColumn(json, "func", _frames.Select(f => (int?)GetFunctionRow(f.Function)));
        WriteColumn(json, "nativeSymbol", _frames.Select(_ => (int?)null));
        WriteColumn(json, "innerWindowID", _frames.Select(_ => (int?)null));
        WriteColumn(json, "line", _frames.Select(f => f.Line > 0 ? (int?)f.Line : null));
        WriteColumn(json, "column", _frames.Select(_ => (int?)null));
        json.WriteEndObject();
    }

    private void WriteSamples(Utf8JsonWriter json, List<int?> rows)
    {
        json.WriteStartObject("samples");
        json.WriteNumber("length", rows.Count);
        json.WriteString("weightType", "samples");
        WriteColumn(json, "stack", rows);
        json.WriteStartArray("timeDeltas");
        var last = start;
        foreach (var sample in thread.Samples)
        {
            // Without times a row of n samples takes as long as n samples do.
            json.WriteNumberValue(sample.Time >= 0 ? (sample.Time - last) / 1e6 : sample.Count * interval);
            last = sample.Time;
        }

        json.WriteEndArray();
        json.WriteStartArray("weight");
        foreach (var sample in thread.Samples)
        {
            json.WriteNumberValue(sample.Count);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteFunctions(Utf8JsonWriter json)
    {
        json.WriteStartObject("funcTable");
        json.WriteNumber("length", _functions.Count);
        WriteColumn(json, "name", _functions.Select(f => (int?)GetStringRow(f.Name.Name)));
        WriteFlags(json, "isJS");
        WriteFlags(json, "relevantForJS");
        WriteColumn(json, "resource", _functions.Select(f => (int?)GetResourceRow(f.Name.Module)));
        WriteColumn(json, "fileName", _functions.Select(f => f.Source is { } source ? (int?)GetStringRow(source.File) : null));
        WriteColumn(json, "lineNumber", _functions.Select(f => f.Source is { Line: > 0 } source ? (int?)source.Line : null));
        WriteColumn(json, "columnNumber", _functions.Select(f => f.Source is { Column: > 0 } source ? (int?)source.Column : null));
        json.WriteEndObject();

        json.WriteStartObject("resourceTable");
        json.WriteNumber("length", _resources.Count);
        WriteColumn(json, "lib", _resources.Select(r => (int?)libraries.GetRow(r)));
        WriteColumn(json, "name", _resources.Select(r => (int?)GetStringRow(r)));
        WriteColumn(json, "host", _resources.Select(_ => (int?)null));
        // 1 is a library.
        WriteColumn(json, "type", _resources.Select(_ => (int?)1));
        json.WriteEndObject();
    }

    private static void WriteEmptyTables(Utf8JsonWriter json)
    {
        WriteEmptyTable(json, "markers", ["category", "data", "endTime", "name", "phase", "startTime"]);
        WriteEmptyTable(json, "nativeSymbols", ["address", "functionSize", "libIndex", "name"]);
    }

    private static void WriteEmptyTable(Utf8JsonWriter json, string name, string[] columns)
    {
        json.WriteStartObject(name);
        json.WriteNumber("length", 0);
        foreach (var column in columns)
        {
            json.WriteStartArray(column);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteFlags(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        foreach (var _ in _functions)
        {
            json.WriteBooleanValue(false);
        }

        json.WriteEndArray();
    }

    private static void WriteColumn(Utf8JsonWriter json, string name, IEnumerable<int?> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            if (value is { } number)
            {
                json.WriteNumberValue(number);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private string GetProcessName(ThreadInfo info)
    {
        foreach (var other in profile.Threads)
        {
            if (other.Pid == info.Pid && other.Tid == info.Pid)
            {
                return other.CommandName;
            }
        }

        return info.CommandName;
    }

    // A prefix must precede the stacks that begin with it.
    private int GetStackRow(StackId stack)
    {
        var path = new Stack<int>();
        for (var at = stack.Index; at != 0 && !_stackRows.ContainsKey(at); at = profile.Stacks.GetParent(new StackId(at)).Index)
        {
            path.Push(at);
        }

        foreach (var at in path)
        {
            _stackRows.Add(at, _stacks.Count);
            _stacks.Add(at);
        }

        return _stackRows[stack.Index];
    }

    private int GetFrameRow(FrameId id)
    {
        if (!_frameRows.TryGetValue(id.Index, out var row))
        {
            row = _frames.Count;
            _frameRows.Add(id.Index, row);
            _frames.Add(profile.Frames[id]);
        }

        return row;
    }

    private int GetFunctionRow(FunctionId id)
    {
        if (!_functionRows.TryGetValue(id.Index, out var row))
        {
            row = _functions.Count;
            _functionRows.Add(id.Index, row);
            _functions.Add(profile.Functions[id]);
        }

        return row;
    }

    private int GetResourceRow(string module)
    {
        if (libraries.GetRow(module) < 0)
        {
            return -1;
        }

        if (!_resourceRows.TryGetValue(module, out var row))
        {
            row = _resources.Count;
            _resourceRows.Add(module, row);
            _resources.Add(module);
        }

        return row;
    }

    private int GetStringRow(string text)
    {
        if (!_stringRows.TryGetValue(text, out var row))
        {
            row = _strings.Count;
            _stringRows.Add(text, row);
            _strings.Add(text);
        }

        return row;
    }
}
