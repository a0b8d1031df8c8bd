"""The part of a kernel's C that is the same for all models: types, exponential, logarithm, copies, XLA's interface.

Exponentials and logarithms are written out as polynomials, so that they are vectors like everything else, and so that
the numbers do not depend on a mathematical library.
"""

from __future__ import annotations

LANES = {"float32": 16, "float64": 8}
"""Individuals in a block: one vector of 512 bits, two of 256."""

HEAD = """\
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "xla/ffi/api/c_api.h"

#define DATA(these, i) (((XLA_FFI_Buffer *)these[i])->data)

/* XLA asks once which version of its interface the function was compiled for. */
static int asks_for_version(XLA_FFI_CallFrame *f) {
  if (!f->extension_start || f->extension_start->type != XLA_FFI_Extension_Metadata) return 0;
  XLA_FFI_Metadata *about = ((XLA_FFI_Metadata_Extension *)f->extension_start)->metadata;
  about->api_version.major_version = XLA_FFI_API_MAJOR;
  about->api_version.minor_version = XLA_FFI_API_MINOR;
  about->traits = 0;
  return 1;
}
"""
_SINGLE = """\
typedef float R;
typedef int32_t I;
typedef uint32_t U;
#define SQRT sqrtf
enum { LANES = 16, MANTISSA = 23, BIAS = 127, TERMS_EXP = 7, TERMS_LOG = 4 };
static const R ROUNDER = 12582912.0f, LN2_HIGH = 0.693359375f, LN2_LOW = -2.12194440e-4f;
static const R LARGEST = 88.3762626647949f, LOWEST = -87.3365478515625f, SMALLEST = 1.17549435e-38f;
static const I MANTISSA_BITS = 0x007fffff, ONE = 0x3f800000, HALF_ROOT = 0x3f3504f3;
"""
_DOUBLE = """\
typedef double R;
typedef int64_t I;
typedef uint64_t U;
#define SQRT sqrt
enum { LANES = 8, MANTISSA = 52, BIAS = 1023, TERMS_EXP = 13, TERMS_LOG = 10 };
static const R ROUNDER = 6755399441055744.0, LN2_HIGH = 0.693145751953125, LN2_LOW = 1.42860682030941723212e-6;
static const R LARGEST = 709.0, LOWEST = -708.0, SMALLEST = 2.2250738585072014e-308;
static const I MANTISSA_BITS = 0x000fffffffffffffLL, ONE = 0x3ff0000000000000LL, HALF_ROOT = 0x3fe6a09e667f3bcdLL;
"""
_FUNCTIONS = """\
static inline R number_of(I bits) { union { I i; R r; } u; u.i = bits; return u.r; }
static inline I bits_of(R x) { union { I i; R r; } u; u.r = x; return u.i; }

/* exp: x = n ln 2 + r, |r| <= ln 2 / 2; Taylor's series of exp(r), its first left-out term below half a unit. */
static inline R exponential(R x) {
  const R held = x < LOWEST ? LOWEST : (x > LARGEST ? LARGEST : x);
  const R shifted = held * (R)1.4426950408889634 + ROUNDER;
  const R n = shifted - ROUNDER;
  const R r = (held - n * LN2_HIGH) - n * LN2_LOW;
  R sum = INVERSE_FACTORIAL_LAST;
EXP_TERMS
  const R scale = number_of((I)((U)(bits_of(shifted) - bits_of(ROUNDER) + BIAS) << MANTISSA));
  const R found = sum * scale;
  return x < LOWEST ? (R)0 : (x > LARGEST ? (R)INFINITY : found);
}

/* log: x = 2^e m, sqrt(1/2) <= m < sqrt(2); log m = 2 artanh s with s = (m - 1)/(m + 1), |s| < 0.172. */
static inline R logarithm(R x) {
  const I bits = bits_of(x) - HALF_ROOT;
  const I e = bits >> MANTISSA;
  const R m = number_of((bits & MANTISSA_BITS) + HALF_ROOT);
  const R n = number_of(e + bits_of(ROUNDER)) - ROUNDER;
  const R s = (m - (R)1) / (m + (R)1), q = s * s;
  R sum = INVERSE_ODD_LAST;
LOG_TERMS
  const R found = n * LN2_HIGH + (n * LN2_LOW + (R)2 * s * sum);
  return x < SMALLEST ? -(R)INFINITY : (x > (R)LARGEST_NUMBER ? (R)INFINITY : found);
}

static inline long at(long first, long l, long n) { return first + l < n ? first + l : n - 1; }

/* A full vector of a row; where the row ends, its last individual stands for those that are missing. */
static inline void take(R *to, const R *from, int lanes) {
  if (lanes == LANES) {  /* a size that the compiler knows is copied without a call */
    memcpy(to, from, sizeof(R) * LANES);
    return;
  }
  for (int l = 0; l < LANES; l++) to[l] = from[l < lanes ? l : lanes - 1];
}
static inline void give(R *to, const R *from, int lanes) {
  if (lanes == LANES) memcpy(to, from, sizeof(R) * LANES);
  else memcpy(to, from, sizeof(R) * lanes);
}
"""


def functions(dtype: str) -> str:
    """Types, exponential and logarithm for a precision."""
    from math import factorial

    last_exp, last_log = (7, 4) if dtype == "float32" else (13, 10)
    exp_terms = "\n".join(f"  sum = sum * r + (R){1 / factorial(k)!r};" for k in range(last_exp - 1, -1, -1))
    log_terms = "\n".join(f"  sum = sum * q + (R){1 / (2 * k + 1)!r};" for k in range(last_log - 1, -1, -1))
    text = _FUNCTIONS.replace("EXP_TERMS", exp_terms).replace("LOG_TERMS", log_terms)
    text = text.replace("INVERSE_FACTORIAL_LAST", f"(R){1 / factorial(last_exp)!r}")
    text = text.replace("INVERSE_ODD_LAST", f"(R){1 / (2 * last_log + 1)!r}")
    text = text.replace("LARGEST_NUMBER", "3.40282347e38" if dtype == "float32" else "1.7976931348623157e308")
    return (_SINGLE if dtype == "float32" else _DOUBLE) + text
