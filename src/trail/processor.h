#pragma once

namespace modtrail {

// Can this processor run what is compiled for target("avx2,bmi,popcnt")?
inline bool has_avx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
         __builtin_cpu_supports("popcnt") != 0;
#else
  return false;
#endif
}

// The same for target("avx512bw,bmi,popcnt").
inline bool has_avx512() {
#if defined(__x86_64__)
  return has_avx2() && __builtin_cpu_supports("avx512bw") != 0;
#else
  return false;
#endif
}

}  // namespace modtrail
