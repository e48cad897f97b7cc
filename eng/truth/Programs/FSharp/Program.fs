module Burner

open System
open System.Runtime.CompilerServices

let mutable sum = 0L

[<MethodImpl(MethodImplOptions.NoInlining)>]
let work (n: int) =
    let mutable s = 1L
    for i in 0 .. n do
        s <- s * 31L + int64 i
    s

type Shape() =
    [<MethodImpl(MethodImplOptions.NoInlining)>]
    member _.Area(n: int) =
        let mutable s = 2L
        for i in 0 .. n do
            s <- s * 33L + int64 i
        s

let measure (name: string) (burn: int -> int64) (n: int) =
    let before = TruthFile.Now()
    sum <- sum + burn n
    TruthFile.Add(name, TruthFile.Now() - before)

[<EntryPoint>]
let main _ =
    TruthFile.Begin()
    let random = Random(1)
    let shape = Shape()
    let k = random.NextInt64(3L, 4L)
    let closure =
        fun (n: int) ->
            let mutable s = k
            for i in 0 .. n do
                s <- s * 35L + int64 i
            s
    let until = TruthFile.Now() + 2_500_000_000L
    while TruthFile.Now() < until do
        measure "Burner.work(int)" work (random.Next(1_000_000, 2_000_000))
        measure "Burner.Shape.Area(int)" shape.Area (random.Next(2_000_000, 4_000_000))
        measure "Burner.closure@35 lambda(int)" closure (random.Next(3_000_000, 6_000_000))
    TruthFile.End()
    0
