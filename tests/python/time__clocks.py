# Clocks go on, and never back.
import time
a, b = time.monotonic(), time.monotonic()
print(a <= b, type(a).__name__, type(time.time_ns()).__name__)
start = time.perf_counter()
time.sleep(0.05)
passed = time.perf_counter() - start
print(0.05 <= passed < 5, time.sleep(0))
n = time.monotonic_ns()
for _ in range(10):
    pass
print(time.monotonic_ns() >= n, time.time() > 1600000000, abs(time.time() - time.time_ns() / 1e9) < 5)
print(time.process_time() >= 0, time.process_time_ns() >= 0)
for bad in [lambda: time.sleep(-1), lambda: time.sleep("x"), lambda: time.sleep(float("nan")), lambda: time.sleep(), lambda: time.get_clock_info("x")]:
    try:
        print(bad())
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
info = time.get_clock_info("monotonic")
print(info.monotonic, info.adjustable, time.get_clock_info("time").adjustable)
