import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/** Methods that burn, by the thread's clock. */
public class Burner {
    static final Map<String, Long> burned = new TreeMap<>();
    static long total;

    static long now() { return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(); }

    static long work(int n) { long s = 1; for (int i = 0; i < n; i++) s = s * 31 + i; return s; }

    static class Shape { long area(int n) { long s = 2; for (int i = 0; i < n; i++) s = s * 33 + i; return s; } }

    static void measure(String name, IntToLongFunction burn, int n) {
        long before = now();
        for (int i = 0; i < 100; i++) total += burn.applyAsLong(n);
        burned.merge(name, now() - before, Long::sum);
    }

    public static void main(String[] args) throws Exception {
        Random random = new Random(1);
        Shape shape = new Shape();
        IntToLongFunction work = Burner::work, area = shape::area;
        for (long until = now() + 3_000_000_000L; now() < until;) {
            int n = 20_000 + random.nextInt(20_000);
            measure("Burner.work(int)", work, n);
            measure("Burner$Shape.area(int)", area, 2 * n);
        }
        try (PrintWriter file = new PrintWriter(System.getenv("TRUTH_FOLDER") + "/truth.txt")) {
            burned.forEach((name, time) -> file.println(time + " " + name));
        }
        if (total == 1) System.out.println(total);
    }
}
