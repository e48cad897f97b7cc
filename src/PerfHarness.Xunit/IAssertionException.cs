namespace PerfHarness;

/// <summary>xUnit distinguishes a failed assertion from an error by an interface of this name, in any assembly.</summary>
internal interface IAssertionException;
