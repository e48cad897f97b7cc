namespace PerfHarness;

/// <summary>xUnit knows a failed assertion from an error by an interface of this name, whoever defines it.</summary>
internal interface IAssertionException;
