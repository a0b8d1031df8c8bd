/* Peak rates of one core: fused multiply-add, division, exponential as the kernels have it. Printed as JSON, ns per number. */
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <time.h>
FUNCTIONS
static double now(void) { struct timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec * 1e9 + t.tv_nsec; }
enum { N = 256, TIMES = 100000 };
static R a[N] __attribute__((aligned(64)));
#define MEASURE(NAME, TEXT) \
  static double NAME(void) { \
    for (int i = 0; i < N; i++) a[i] = (R)0.5 + (R)i / N; \
    const double begin = now(); \
    for (int r = 0; r < TIMES; r++) { \
      _Pragma("omp simd") for (int i = 0; i < N; i++) { const R x = a[i]; a[i] = TEXT; } \
      __asm__ volatile("" ::: "memory"); \
    } \
    return (now() - begin) / ((double)TIMES * N); \
  }
MEASURE(division, (R)0.3 / x)
MEASURE(transcendental, (R)0.5 + (R)0.1 * exponential(-x))
static double flop(void) {
  typedef R V __attribute__((vector_size(64)));
  V v[10], c, d;
  for (int k = 0; k < 10; k++) for (unsigned l = 0; l < sizeof(V) / sizeof(R); l++) v[k][l] = 1 + k + l, c[l] = (R)0.9, d[l] = (R)0.1;
  V v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3], v4 = v[4], v5 = v[5], v6 = v[6], v7 = v[7], v8 = v[8], v9 = v[9];
  const double begin = now();
  for (int r = 0; r < 5000000; r++) {
#define DO(x) x = x * c + d; __asm__ volatile("" : "+v"(x));
    DO(v0) DO(v1) DO(v2) DO(v3) DO(v4) DO(v5) DO(v6) DO(v7) DO(v8) DO(v9)
  }
  const double taken = now() - begin;
  V s = v0 + v1 + v2 + v3 + v4 + v5 + v6 + v7 + v8 + v9;
  volatile R kept = s[0];
  (void)kept;
  return taken / (5000000.0 * 10 * 2 * sizeof(V) / sizeof(R));
}
int main(void) {
  printf("{\"flop\": %.5f, \"division\": %.4f, \"transcendental\": %.4f}\n", flop(), division(), transcendental());
  return 0;
}
