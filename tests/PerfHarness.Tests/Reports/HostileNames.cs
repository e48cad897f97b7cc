namespace PerfHarness.Tests.Reports;

/// <summary>Function names that try to escape from their context.</summary>
internal static class HostileNames
{
    public static readonly string[] All =
    [
        "</text><script>alert(1)</script>",
        "</title></g></svg><img src=x onerror=alert(1)>",
        "\"onmouseover=\"alert(1)\" x=\"",
        "' onload='alert(1)",
        "]]><script>alert(1)</script><![CDATA[",
        "</script><script>alert(1)</script>",
        "<!--", "-->", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "&lt;&amp;&#0;&unknown;",
        "${alert(1)}", "`;alert(1);`", "javascript:alert(1)", "__proto__", "constructor", "toString",
        "nul\0bell\u0007escape\u001b[31mred\r\nline\u0085\u2028\u2029",
        "\u202eright to left\u202c \u2066isolated", "\ufeffbom\u200b",
        "lone \ud800 surrogate", "\udc00", "end \ud83d", "nonchar \ufffe \uffff \ufdd0",
        "漢字の関数名(引数)", "функция", "🔥🔥🔥.Burn(🔥)", "é̀̂ combining e\u0301", "ﷺ",
        " leading", "", " ", "(", ") (5 samples, 1%)", "a (b) (c)",
        new string('x', 5000), new string('<', 5000), string.Concat(Enumerable.Repeat("🔥", 5000)),
        "!lib.so!0x1", "System..ctor()", "...", "<>c.<Main>b__0(int)", "operator <<(x, y)",
    ];
}
