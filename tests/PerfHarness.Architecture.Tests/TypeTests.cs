namespace PerfHarness.Architecture.Tests;

/// <summary>Types that use each other are one thing in several files; each such thing is listed here with its reason.</summary>
public sealed class TypeTests
{
    private static readonly string[][] OneThingEach =
    [
        // A recursive-descent parser of nested names: every rule reaches every other.
        ["CxxDemangler", "Demangler", "RustLegacyDemangler", "RustV0Constants", "RustV0Demangler", "RustV0Literals", "RustV0Paths", "RustV0Printer", "RustV0Types"],

        // A compilation unit and the tables that are read from it when first asked for.
        ["AbbreviationTable", "DwarfSections", "DwarfUnit", "LineProgram", "LineProgramHeader", "LineTable", "RangeReader", "UnitFunctions", "UnitScopes"],

        // Functions have parameters of types, and types are in functions.
        ["ScopedNames", "TypeNames"],

        // A file and the reader that walks it.
        ["PerfDataFile", "PerfRecordReader", "RecordReadAhead", "RecordScanner", "SampleLayouts"],

        // A value and what makes it.
        ["FlameGraph", "FlameGraphBoxes", "FlameGraphBuilder", "FlameGraphFunctions", "FlameGraphLayout", "FlameGraphNames", "FlameGraphSamples"],
        ["Profile", "ProfileBuilder"],
        ["CallTree", "CallTreeBuilder"],
        ["FrameShareBuilder", "SelfShares", "ThreadShareBuilder"],
        ["ConfigurationFile", "ConfigurationReader"],
        ["CalibrationAdvice", "CalibrationResult", "CalibrationSimulation"],
        ["GateVerdict", "Screening", "ScreeningText", "VerdictExplainer"],
        ["GateDecision", "ScreenDecision"],
        ["FirefoxThreadWriter", "FirefoxWriter"],
    ];

    [Fact]
    public void Types_use_each_other_only_where_they_are_one_thing()
    {
        var cycles = Cycles.Find(RoomGraph.Current.TypeUses.Select(use => (use.User, use.Used)))
            .Where(cycle => !Array.Exists(OneThingEach, thing => cycle.All(type => thing.Contains(Path.GetFileName(type)))));
        Assert.Empty(cycles.Select(cycle => string.Join(", ", cycle)));
    }
}
