// Functions of one name in two namespaces, a template, a lambda: what they burned, by the thread's clock.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <time.h>

static volatile long total;
static std::map<std::string, long> burned;

static long now() { timespec t; clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); return t.tv_sec * 1000000000L + t.tv_nsec; }

#define LOOP(factor) long s = factor; for (int i = 0; i < n; i++) { s = s * (factor) + i; __asm__ volatile("" : "+r"(s)); } return s
namespace a { struct X { __attribute__((noinline)) static long run(int n) { LOOP(31); } }; }
namespace b { struct X { __attribute__((noinline)) static long run(int n) { LOOP(33); } }; }
template <class T> __attribute__((noinline)) long generic(int n) { LOOP(35); }
struct Shape { virtual ~Shape() = default; virtual long area(int n) = 0; };
struct Square : Shape { __attribute__((noinline)) long area(int n) override { LOOP(37); } };

template <class F> static void measure(const char* name, F burn, int n) {
  long before = now();
  total += burn(n);
  burned[name] += now() - before;
}

int main() {
  srand(1);
  Square square;
  Shape* shape = &square;
  for (long until = now() + 2500000000L; now() < until;) {
    int n = 500000 + rand() % 1000000;
    measure("a::X::run(int)", a::X::run, n);
    measure("b::X::run(int)", b::X::run, 2 * n);
    measure("long generic<int>(int)", generic<int>, 3 * n);
    measure("Square::area(int)", [&](int m) { return shape->area(m); }, 4 * n);
  }
  FILE* file = fopen((std::string(getenv("TRUTH_FOLDER")) + "/truth.txt").c_str(), "w");
  for (auto& [name, time] : burned) fprintf(file, "%ld %s\n", time, name.c_str());
  return fclose(file);
}
