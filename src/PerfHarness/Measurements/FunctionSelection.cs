using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>
/// Which functions are judged and under which name. A pure function of the name, so that it applies alike to a fresh
/// profile and to a baseline that was stored before the choice was made. Samples of functions that are not selected do not count.
/// </summary>
internal sealed record FunctionSelection
{
    public static readonly FunctionSelection All = new();

    /// <summary>Kernel, kernel modules and BPF programs count. Default: true.</summary>
    public bool IncludeKernel { get; init; } = true;

    /// <summary>The .NET runtime itself counts: garbage collector, JIT compiler, type loader, stubs. Default: true.</summary>
    public bool IncludeRuntime { get; init; } = true;

    /// <summary>
    /// Instances of a generic type or method are one function: <c>List&lt;int&gt;.Add</c> is <c>List&lt;&gt;.Add</c>. Default: false.
    /// </summary>
    public bool MergeGenericInstances { get; init; }

    public bool IncludesAll => IncludeKernel && IncludeRuntime && !MergeGenericInstances;

    /// <summary>The name under which the function is judged, or null if it is not judged.</summary>
    public FunctionName? Map(FunctionName name)
    {
        if ((!IncludeKernel && ModuleGroups.IsKernel(name)) || (!IncludeRuntime && ModuleGroups.IsRuntime(name)))
        {
            return null;
        }

        return MergeGenericInstances ? name with { Name = GenericName.RemoveTypeArguments(name.Name) } : name;
    }
}
