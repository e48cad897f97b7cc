using System.Xml.Linq;

namespace PerfHarness.Packages.Tests.Hosts;

public sealed class PackageContentTests(PackedPackages packages)
{
    public static TheoryData<string> Names => [.. PackedPackages.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_package_has_a_readme_a_license_an_icon_and_a_description(string name)
    {
        var files = packages.GetFiles(name);
        Assert.Contains("README.md", files);
        Assert.Contains("LICENSE", files);
        Assert.Contains("icon.png", files);
        var nuspec = XDocument.Parse(packages.ReadText(name, $"{name}.nuspec"));
        string Of(string element) => nuspec.Descendants().Single(e => e.Name.LocalName == element).Value;
        Assert.Equal("MIT", Of("license"));
        Assert.Equal("README.md", Of("readme"));
        Assert.Equal("icon.png", Of("icon"));
        Assert.NotEqual("Package Description", Of("description"));
        Assert.StartsWith("### ", Of("releaseNotes"), StringComparison.Ordinal);
        Assert.Contains("perf", Of("tags"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_package_has_no_stray_file(string name)
    {
        string[] ours = ["README.md", "LICENSE", "icon.png", $"{name}.nuspec"];
        var other = packages.GetFiles(name).Except(ours).ToList();
        Assert.All(other, file => Assert.True(name switch
        {
            "dotnet-perfharness" => file == "tools/any/any/DotnetToolSettings.xml",
            "dotnet-perfharness.any" => file.StartsWith("tools/net10.0/any/", StringComparison.Ordinal),
            "dotnet-perfharness.linux-x64" => file.StartsWith("tools/net10.0/linux-x64/", StringComparison.Ordinal),
            "PerfHarness.MSBuild" => file.StartsWith("tools/any/", StringComparison.Ordinal) || file.StartsWith("tools/linux-x64/", StringComparison.Ordinal) || file is "tasks/PerfHarness.MSBuild.Tasks.dll"
                or "build/PerfHarness.MSBuild.props" or "build/PerfHarness.MSBuild.targets" or "buildMultiTargeting/PerfHarness.MSBuild.props" or "buildMultiTargeting/PerfHarness.MSBuild.targets",
            _ => file == $"lib/net10.0/{name}.dll" || file == $"lib/net10.0/{name}.xml",
        }, file));
        var isTool = name.StartsWith("dotnet-perfharness", StringComparison.Ordinal);
        Assert.DoesNotContain(other, file => file.EndsWith(".pdb", StringComparison.Ordinal) && !isTool);
        Assert.DoesNotContain(other, file => file.StartsWith("tools/", StringComparison.Ordinal) && file.EndsWith(".xml", StringComparison.Ordinal) && !file.EndsWith("DotnetToolSettings.xml", StringComparison.Ordinal));
        Assert.DoesNotContain(other, file => file.Contains("Microsoft.Build", StringComparison.Ordinal) || file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory, InlineData("PerfHarness.Formats"), InlineData("PerfHarness"), InlineData("PerfHarness.NUnit"), InlineData("PerfHarness.Xunit")]
    public void A_library_has_symbols_and_the_docs_of_its_interface(string name)
    {
        Assert.Contains($"lib/net10.0/{name}.pdb", packages.GetFiles(name, "snupkg"));
        Assert.Contains($"lib/net10.0/{name}.xml", packages.GetFiles(name));
    }

    [Fact]
    public void The_package_for_msbuild_is_a_development_dependency_without_any_dependency()
    {
        var nuspec = packages.ReadText("PerfHarness.MSBuild", "PerfHarness.MSBuild.nuspec");
        Assert.Contains("<developmentDependency>true</developmentDependency>", nuspec, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", nuspec, StringComparison.Ordinal);
    }

    [Theory, InlineData("PerfHarness.NUnit", "NUnit"), InlineData("PerfHarness.Xunit", "xunit.v3.extensibility.core")]
    public void A_test_package_depends_on_the_library_of_its_version_and_on_its_framework(string name, string framework)
    {
        var nuspec = packages.ReadText(name, $"{name}.nuspec");
        Assert.Contains($"<dependency id=\"PerfHarness\" version=\"{packages.Version}\"", nuspec, StringComparison.Ordinal);
        Assert.Contains($"<dependency id=\"{framework}\"", nuspec, StringComparison.Ordinal);
    }

    [Theory, InlineData("PerfHarness.NUnit"), InlineData("PerfHarness.Xunit")]
    public void What_a_test_package_exposes_is_documented(string name)
    {
        var docs = packages.ReadText(name, $"lib/net10.0/{name}.xml");
        foreach (var property in (string[])["Runs", "MinSamples", "MaxDuration", "Warmups", "Threshold", "Frequency", "Samples", "RequireBaseline"])
        {
            Assert.Contains($"P:PerfHarness.PerfGateAttribute.{property}", docs, StringComparison.Ordinal);
        }
    }
}
