using PerfHarness.Recording;

namespace PerfHarness.Truth;

/// <summary>All rows of the table.</summary>
internal static class Cases
{
    private static readonly (string Name, string Value)[][] RuntimeSettings =
        [[], [("TieredPGO", "0")], [("TieredCompilation", "0")], [("ReadyToRun", "0")], [("EnableWriteXorExecute", "0")], [("TC_QuickJitForLoops", "0")]];

    public static IEnumerable<TruthCase> All => [.. Burners(), .. Works(), .. OtherLanguages()];

    private static IEnumerable<TruthCase> Burners()
    {
        foreach (var settings in RuntimeSettings)
        {
            yield return new TruthCase("ten methods", "CSharp", PublishKind.FrameworkDependent, "methods") { Settings = settings };
        }

        yield return new TruthCase("ten methods", "CSharp", PublishKind.FrameworkDependent, "methods") { Recorded = Recorded.Attached };
        yield return new TruthCase("ten methods", "CSharp", PublishKind.Compressed, "methods");
        yield return new TruthCase("ten methods", "CSharp", PublishKind.Composite, "methods");
        yield return new TruthCase("ten methods", "CSharp", PublishKind.CompositeCompressed, "methods") { Recorded = Recorded.Attached };
        yield return new TruthCase("threads of 0.4 ms", "CSharp", PublishKind.FrameworkDependent, "threads") { Options = new RecordOptions { PerCpu = true } };
        yield return new TruthCase("deep recursion", "CSharp", PublishKind.FrameworkDependent, "recursion");
        yield return new TruthCase("collected methods", "CSharp", PublishKind.FrameworkDependent, "collected");
        yield return new TruthCase("collected methods", "CSharp", PublishKind.FrameworkDependent, "collected")
        {
            Settings = [("PerfMapEnabled", "1"), ("PerfMapStubGranularity", "2")],
        };
    }

    private static IEnumerable<TruthCase> Works()
    {
        foreach (var settings in RuntimeSettings)
        {
            yield return Work("CSharp", PublishKind.FrameworkDependent, Recorded.Started) with { Settings = settings };
        }

        yield return Work("CSharp", PublishKind.FrameworkDependent, Recorded.Attached);
        yield return Work("CSharp", PublishKind.FrameworkDependent, Recorded.Attached) with { Settings = [("EnableWriteXorExecute", "0")] };
        foreach (var kind in Enum.GetValues<PublishKind>().Where(kind => kind != PublishKind.FrameworkDependent))
        {
            yield return Work("CSharp", kind, Recorded.Started);
            yield return Work("CSharp", kind, Recorded.Attached);
        }

        yield return Work("CSharp", PublishKind.Compressed, Recorded.Attached) with { Settings = [("EnableWriteXorExecute", "0")] };
    }

    private static IEnumerable<TruthCase> OtherLanguages()
    {
        foreach (var recorded in (Recorded[])[Recorded.Started, Recorded.Attached])
        {
            yield return new TruthCase("ASP.NET Core API", "Web", PublishKind.FrameworkDependent) { Recorded = recorded };
            yield return new TruthCase("F#", "FSharp", PublishKind.FrameworkDependent) { Recorded = recorded };
            yield return new TruthCase("Visual Basic", "VisualBasic", PublishKind.FrameworkDependent) { Recorded = recorded };
        }

        yield return new TruthCase("C++", "cpp", PublishKind.FrameworkDependent);
        yield return new TruthCase("Go", "go", PublishKind.FrameworkDependent);
        yield return new TruthCase("Go, stripped", "go-stripped", PublishKind.FrameworkDependent);
        yield return new TruthCase("Node", "node", PublishKind.FrameworkDependent);
        yield return new TruthCase("Java", "java", PublishKind.FrameworkDependent);
    }

    private static TruthCase Work(string program, PublishKind kind, Recorded recorded) =>
        new("JSON, LINQ, async …", program, kind, "work") { Recorded = recorded, Burns = false };
}
