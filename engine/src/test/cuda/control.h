// What tests can ask of the software device beyond the driver API. Exported by libcuda.so.1.
#pragma once
#include <cstdint>

extern "C" {
// Total memory of the device in bytes; allocations beyond it fail with CUDA_ERROR_OUT_OF_MEMORY.
void standin_set_memory(uint64_t bytes);
// Bytes allocated now, page alignment not counted.
uint64_t standin_allocated();
// The most bytes that were allocated since the last call of this.
uint64_t standin_peak();
// The launch after `launches` more ones fails with CUDA_ERROR_LAUNCH_FAILED; negative for never.
void standin_fail_launch_after(int64_t launches);
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
