"""The part of a kernel's C that finds the scheduled events of an interval; the same as `Program._now` in XLA."""

from __future__ import annotations

from allostasis.numerics.arrays import SLOTS

SCHEDULE = f"""\
enum {{ SLOTS = {SLOTS} }};
"""
SCHEDULE += """\
/* Arguments of `advance`: five numbers after the steady array, then the fields of `arrays.Slots`, in order. */
enum { TIME = 6, AMOUNT, FIRST, LAST, DAILY, TARGET, IS_USE, IS_CUE, REPLAYED, ROW };
#define NUMBER(these, i) (*(const int32_t *)DATA(these, i))

/* A slot of a block in which something may happen; what is not in the block never happens. */
typedef struct {
  int32_t time[LANES], first[LANES], last[LANES];
  R amount[LANES];
  const R *target;
  R is_use, is_cue;
  int daily;
} Slot;

/* The slots in which anything can happen between two intervals, in their order. */
static int schedule(Slot *slots, void *const *given, int begin, int end, long first, long n) {
  int used = 0;
  for (int s = 0; s < SLOTS; s++) {
    Slot *slot = slots + used;
    const int daily = ((const uint8_t *)DATA(given, DAILY))[s];
    int can = 0;
    for (int l = 0; l < LANES; l++) {
      const long place = s * n + at(first, l, n);
      slot->time[l] = ((const int32_t *)DATA(given, TIME))[place];
      slot->first[l] = ((const int32_t *)DATA(given, FIRST))[place];
      slot->last[l] = ((const int32_t *)DATA(given, LAST))[place];
      slot->amount[l] = ((const R *)DATA(given, AMOUNT))[place];
      can |= slot->time[l] >= (daily ? 0 : begin) && (daily || slot->time[l] < end)
          && slot->first[l] < end && slot->last[l] > begin;
    }
    if (!can) continue;
    slot->target = (const R *)DATA(given, TARGET) + s * TARGETS;
    slot->is_use = ((const R *)DATA(given, IS_USE))[s];
    slot->is_cue = ((const R *)DATA(given, IS_CUE))[s];
    slot->daily = daily;
    used++;
  }
  return used;
}

/* What is particular to an interval: decisions to replay (left alone here), what is added, uses, cues. */
static inline void happens(R (*now)[LANES], const Slot *slots, int used, int32_t index, int per_day) {
  R (*added)[LANES] = now + 1, *imposed = now[NOW - 2], *shown = now[NOW - 1];
  memset(added, 0, sizeof(R) * LANES * (NOW - 1));
  const int32_t hour = index % per_day;
  for (int s = 0; s < used; s++) {
    const Slot *slot = slots + s;
    const int32_t moment = slot->daily ? hour : index;
    int any = 0;
    for (int l = 0; l < LANES; l++) any |= slot->time[l] == moment;
    if (!any) continue;
    for (int l = 0; l < LANES; l++) {
      const int hit = (slot->time[l] == moment) & (index >= slot->first[l]) & (index < slot->last[l]);
      const R amount = hit ? slot->amount[l] : 0;
      for (int t = 0; t < TARGETS; t++) added[t][l] += amount * slot->target[t];
      imposed[l] += hit ? slot->is_use : 0;
      shown[l] += amount * slot->is_cue;
    }
  }
  for (int l = 0; l < LANES; l++) imposed[l] = imposed[l] > 1 ? 1 : imposed[l];
}

static inline void replay(R *to, const uint8_t *from, int lanes) {
  for (int l = 0; l < LANES; l++) to[l] = from[l < lanes ? l : lanes - 1] > 0;
}

/* What was decided goes into the row of its interval, if there is one, as XLA has it; how many differ from the replayed
   ones is summed up. */
static inline void note(void *const *found, R (*c)[LANES], long i, long held, long first, long n, int lanes) {
  uint8_t *decided = (uint8_t *)DATA(found, ROWS) + i * n + first;
  int32_t *changed = (int32_t *)DATA(found, ROWS + 1) + first;
  for (int l = 0; l < lanes; l++) {
    if (i < held) decided[l] = c[0][l];
    changed[l] += (int32_t)c[1][l];
  }
}
"""
