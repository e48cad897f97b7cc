// Functions and a method: what they burned, by the thread's clock.
package main

import (
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"syscall"
)

type shape struct{ k int64 }

var total int64
var burned = map[string]int64{}

//go:noinline
func work(n int64) int64 {
	s := int64(1)
	for i := int64(0); i < n; i++ {
		s = s*31 + i
	}
	return s
}

//go:noinline
func (p *shape) area(n int64) int64 {
	s := p.k
	for i := int64(0); i < n; i++ {
		s = s*33 + i
	}
	return s
}

func now() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(1, &usage) // RUSAGE_THREAD
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func measure(name string, burn func(int64) int64, n int64) {
	before := now()
	total += burn(n)
	burned[name] += now() - before
}

func main() {
	runtime.LockOSThread()
	p := &shape{2}
	closure := func(n int64) int64 {
		s := p.k
		for i := int64(0); i < n; i++ {
			s = s*35 + i
		}
		return s
	}
	for until := now() + 2500000000; now() < until; {
		n := 2000000 + rand.Int63n(2000000)
		measure("main.work", work, n)
		measure("main.(*shape).area", p.area, 2*n)
		measure("main.main.func1", closure, 3*n)
	}
	file, _ := os.Create(os.Getenv("TRUTH_FOLDER") + "/truth.txt")
	for name, time := range burned {
		fmt.Fprintln(file, time, name)
	}
	file.Close()
}
