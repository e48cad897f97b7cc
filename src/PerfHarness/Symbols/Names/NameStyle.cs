namespace PerfHarness.Symbols.Names;

/// <summary>How much of a canonical managed name a report shows. Identity and baselines always use <see cref="Full"/>.</summary>
[Flags]
internal enum NameStyle
{
    /// <summary><c>System.Collections.Generic.List&lt;int&gt;.Add(int)</c></summary>
    Full = 0,

    /// <summary><c>List&lt;int&gt;.Add(int)</c>: the last two parts of the path. Types of one name in two namespaces look the same.</summary>
    WithoutNamespace = 1,

    /// <summary><c>System.Collections.Generic.List&lt;int&gt;.Add</c>: overloads look the same.</summary>
    WithoutParameters = 2,

    /// <summary><c>System.Collections.Generic.List&lt;&gt;.Add</c>: all instances of a generic type look the same, and its
    /// overloads too, because their parameters name the type arguments.</summary>
    MergedGenerics = 4,

    /// <summary><c>List&lt;int&gt;.Add</c></summary>
    Short = WithoutNamespace | WithoutParameters,
}
