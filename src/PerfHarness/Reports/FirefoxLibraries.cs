using System.Text.Json;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>The modules of a profile as the Firefox Profiler's list of libraries. Without build ids: nothing needs to be symbolicated.</summary>
internal sealed class FirefoxLibraries
{
    private readonly Dictionary<string, int> _rows = [];
    private readonly List<string> _names = [];

    public FirefoxLibraries(Profile profile)
    {
        for (var i = 0; i < profile.Functions.Count; i++)
        {
            var module = profile.Functions[new FunctionId(i)].Name.Module;
            if (module != FunctionName.Unknown.Module && _rows.TryAdd(module, _names.Count))
            {
                _names.Add(module);
            }
        }
    }

    /// <summary>Row of the module, or -1 for code of no module.</summary>
    public int GetRow(string module) => _rows.GetValueOrDefault(module, -1);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("libs");
        foreach (var name in _names)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("path", name);
            json.WriteString("debugName", name);
            json.WriteString("debugPath", name);
            json.WriteString("breakpadId", new string('0', 33));
            json.WriteNull("codeId");
            json.WriteNull("arch");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
