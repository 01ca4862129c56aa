// One thread block of the software device, as kernels see it and as the driver runs it.
#pragma once
#include <cstddef>
#include <cstdint>

struct Dim3 {
    unsigned x = 1, y = 1, z = 1;
};

// What a compiled kernel calls; filled in by the driver when a module is loaded.
struct Runtime {
    struct Thread {
        Dim3 threadIdx;
        Dim3 blockIdx;
        Dim3 blockDim;
        Dim3 gridDim;
        // What the lanes of the warp gave to the last warp function, by lane.
        uint64_t given[32];
    };
    Thread* current;
    void* dynamicShared;
    void (*syncthreads)(const void* site);
    // Returns when all lanes of the mask have come with the same mask to the same site; `given` then holds their values.
    void (*exchange)(unsigned mask, uint64_t value, const void* site);
    void (*fail)(const char* why);
};

// Where a block may find that it cannot go on: leaves the launch. Does not return.
[[noreturn]] void failLaunch(const char* why);

// Runs all blocks of a grid, one after the other.
void runGrid(Runtime& runtime, Dim3 grid, Dim3 block, size_t sharedBytes, uint64_t orderSeed,
             void (*kernel)(void**), void** arguments);
