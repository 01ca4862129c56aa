// What tests can ask of the software device beyond the driver API. Exported by libcuda.so.1.
#pragma once
#include <cstdint>

extern "C" {
// Total memory of each device in bytes; allocations beyond it fail with CUDA_ERROR_OUT_OF_MEMORY.
void standin_set_memory(uint64_t bytes);
// Bytes allocated now on a device, page alignment not counted.
uint64_t standin_allocated(int64_t device);
// The most bytes that were allocated on the first device since the last call of this.
uint64_t standin_peak();
// How the driver fails from now on, in words that spaces separate:
//   cuInit=803            a call of the driver fails with an error of cuda.h
//   cuLaunchKernel:2=701  likewise, after two calls that succeed
//   kernel:3=719          the device fails while it runs the fourth kernel from now, for good
//   devices=2             so many devices
//   architecture=100      of all devices, as a number
//   memory=1000           as standin_set_memory
//   skip=1                kernels do nothing
// Words in the environment variable SOFTWARE_CUDA_DEVICE hold from the start.
void standin_tell(const char* words);
// Forgets these words, but the memory and a failure of the device, which lasts until the process ends.
void standin_reset();
// Kernels launched so far whose name starts with a prefix.
int64_t standin_launches(const char* prefix);
// What streams were given since the last call of this, in order, such as "0:in 1:forward": a stream, numbered as it
// appears here, and a copy (in, out), a fill, an event (mark, wait), a kernel, or that it was waited for (end).
const char* standin_asked();
// In what order threads and blocks run; 0 for in order.
void standin_set_order(uint64_t seed);
// Why the last launch failed, or an empty text.
const char* standin_message();
}
