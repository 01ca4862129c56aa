// CUDA's built-ins for kernels that g++ compiles for the software device. Included before the kernel's source.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#include "block.h"

extern "C" {
extern Runtime* standin;
}

#define __global__
#define __device__
#define __host__
#define __constant__ static
// Blocks run one after the other on one system thread, their threads are fibers of it.
#define __shared__ static thread_local
#define __forceinline__ inline
#define __launch_bounds__(...)
// What a compiler may assume must hold.
#define __builtin_assume(condition) \
    do { \
        if (!(condition)) { \
            standin->fail("does not hold, but is assumed: " #condition); \
        } \
    } while (0)
#define __restrict__ __restrict

#define threadIdx (standin->current->threadIdx)
#define blockIdx (standin->current->blockIdx)
#define blockDim (standin->current->blockDim)
#define gridDim (standin->current->gridDim)

// A line of the source tells one barrier from another; the program text may hold it once only.
#define STANDIN_SITE(line) ((const void*) (uintptr_t) (line))
#define __syncthreads() standin->syncthreads(STANDIN_SITE(__LINE__))
#define __syncwarp() standin->exchange(0xffffffffu, 0, STANDIN_SITE(__LINE__))

template <typename T> static T standinLane(unsigned mask, T value, int lane, const void* site) {
    static_assert(sizeof(T) <= 8, "shuffles move at most 8 bytes");
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof(T));
    standin->exchange(mask, bits, site);
    int from = lane >= 0 && lane < 32 ? lane : (int) (threadIdx.x % 32);
    if (!(mask >> from & 1)) {
        standin->fail("a shuffle reads a lane outside its mask");
    }
    T result;
    memcpy(&result, &standin->current->given[from], sizeof(T));
    return result;
}

#define STANDIN_LANE ((int) (threadIdx.x % 32))
#define __shfl_sync(mask, value, lane) standinLane(mask, value, lane, STANDIN_SITE(__LINE__))
#define __shfl_xor_sync(mask, value, by) standinLane(mask, value, STANDIN_LANE ^ (by), STANDIN_SITE(__LINE__))
#define __shfl_down_sync(mask, value, by) standinLane(mask, value, STANDIN_LANE + (by), STANDIN_SITE(__LINE__))
#define __shfl_up_sync(mask, value, by) standinLane(mask, value, STANDIN_LANE - (by), STANDIN_SITE(__LINE__))

static inline unsigned standinBallot(unsigned mask, bool predicate, const void* site) {
    standin->exchange(mask, predicate, site);
    unsigned ballot = 0;
    for (int lane = 0; lane < 32; lane++) {
        if (mask >> lane & 1 && standin->current->given[lane]) {
            ballot |= 1u << lane;
        }
    }
    return ballot;
}
#define __ballot_sync(mask, predicate) standinBallot(mask, predicate, STANDIN_SITE(__LINE__))
#define __any_sync(mask, predicate) (standinBallot(mask, predicate, STANDIN_SITE(__LINE__)) != 0)

static inline int __popc(unsigned x) { return __builtin_popcount(x); }
static inline int __ffs(unsigned x) { return __builtin_ffs((int) x); }

// Fibers change only inside the functions above, so plain code is atomic.
template <typename T> static T atomicAdd(T* at, T by) {
    T old = *at;
    *at = old + by;
    return old;
}

template <typename T> static T __ldg(const T* at) { return *at; }

struct alignas(16) float4 {
    float x, y, z, w;
};
static inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }

static inline int min(int a, int b) { return a < b ? a : b; }
static inline int max(int a, int b) { return a > b ? a : b; }
static inline double min(double a, double b) { return fmin(a, b); }
static inline double max(double a, double b) { return fmax(a, b); }
