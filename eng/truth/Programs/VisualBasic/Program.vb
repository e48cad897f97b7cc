Imports System
Imports System.Collections.Generic
Imports System.Linq
Imports System.Runtime.CompilerServices

Public Module Burner
    Private sum As Long

    Public Sub Main()
        TruthFile.Begin()
        Dim random As New Random(1)
        Dim lambda As Func(Of Integer, Long) =
            Function(n)
                Dim s As Long = 3
                For i As Integer = 0 To n
                    s = s * 35 + i
                Next
                Return s
            End Function
        Dim until = TruthFile.Now() + 2500000000L
        While TruthFile.Now() < until
            Measure("Burner.Work(int)", AddressOf Work, random.Next(1000000, 2000000))
            Measure("Burner.lambda#0(int)", lambda, random.Next(2000000, 4000000))
            Measure("Burner.Numbers iterator", Function(n) Numbers(n).First(), random.Next(3000000, 6000000))
        End While
        TruthFile.[End]()
    End Sub

    <MethodImpl(MethodImplOptions.NoInlining)>
    Private Function Work(n As Integer) As Long
        Dim s As Long = 1
        For i As Integer = 0 To n
            s = s * 31 + i
        Next
        Return s
    End Function

    Private Iterator Function Numbers(n As Integer) As IEnumerable(Of Long)
        Dim s As Long = 2
        For i As Integer = 0 To n
            s = s * 33 + i
        Next
        Yield s
    End Function

    Private Sub Measure(name As String, burn As Func(Of Integer, Long), n As Integer)
        Dim before = TruthFile.Now()
        sum += burn(n)
        TruthFile.Add(name, TruthFile.Now() - before)
    End Sub
End Module
