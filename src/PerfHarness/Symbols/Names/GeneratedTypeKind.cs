namespace PerfHarness.Symbols.Names;

/// <summary>What a compiler made a type for.</summary>
internal enum GeneratedTypeKind
{
    /// <summary>User-written, or one that only needs a cleaner name.</summary>
    None,

    /// <summary>Holds lambdas, local functions and what they capture.</summary>
    Closure,

    /// <summary>The body of an iterator or async method.</summary>
    StateMachine,

    /// <summary>One F# function value, named for where it is bound.</summary>
    FSharpClosure,
}
