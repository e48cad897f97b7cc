using PerfHarness.Reports.Svg;

namespace PerfHarness.Tests.Reports;

public sealed class LabelTextTests
{
    [Theory]
    [InlineData("Compute", 5, "Compute")]
    [InlineData("Compute", 4, "Compu…")]
    [InlineData("Compute", 1.7, "")]
    [InlineData("漢字漢字", 4, "漢字漢字")]
    [InlineData("漢字漢字", 3.9, "漢字…")]
    [InlineData("🔥🔥🔥🔥", 3, "🔥🔥…")]
    [InlineData("e\u0301e\u0301e\u0301", 1.8, "e\u0301e\u0301e\u0301")]
    [InlineData("e\u0301e\u0301e\u0301e\u0301", 1.8, "e\u0301…")]
    public void A_name_is_cut_by_the_width_of_its_characters_and_never_within_one(string name, double room, string shown) =>
        Assert.Equal(shown, LabelText.Fit(name, room, 0.59));

    [Theory]
    [InlineData("System.Text.Json.Utf8JsonReader.Read()", "Utf8JsonReader.Read()")]
    [InlineData("System.Collections.Generic.List<System.String>.Add(T)", "List<System.String>.Add(T)")]
    [InlineData("Acme.App.Work async", "App.Work async")]
    [InlineData("Acme.App..ctor(int)", "App..ctor(int)")]
    [InlineData("App.Main(System.String[])", "App.Main(System.String[])")]
    [InlineData("memcpy.constprop.0", "memcpy.constprop.0")]
    [InlineData("libc.so.6", "libc.so.6")]
    [InlineData("libcoreclr.so!0x4af1c0", "libcoreclr.so!0x4af1c0")]
    [InlineData("net/http.(*Server).Serve", "net/http.(*Server).Serve")]
    [InlineData("std::vector<int>::push_back(int&&)", "std::vector<int>::push_back(int&&)")]
    [InlineData("", "")]
    [InlineData("...", "...")]
    [InlineData("a.b.", "a.b.")]
    public void Only_a_type_and_method_lose_their_namespace(string name, string shown) =>
        Assert.Equal(shown, LabelText.RemoveNamespace(name));
}
