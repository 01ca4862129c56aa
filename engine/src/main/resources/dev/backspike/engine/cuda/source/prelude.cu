// The clock-driven engine for CUDA, for one network. A template: lines that begin with //@ repeat or leave out what
// follows, names in braces stand for numbers of the network. Everything is compiled with --fmad=false: a product is
// rounded before it is added, as the CPU engine does, so that both see the same spikes. Where a sum's order is the
// kernel's own anyway, fmaf says so.
//
// block of forward: ${threads} threads, ${forwardShared} bytes of shared memory
// block of adjoint: ${threads} threads, ${adjointShared} bytes of shared memory

constexpr int THREADS = ${threads};  // of a block; a block runs one trial
constexpr int WARPS = THREADS / 32;
constexpr unsigned ALL = 0xffffffffu;
constexpr int STEPS = ${steps};
constexpr int LIFS = ${lifs};                // populations that spike
constexpr int LIF_NEURONS = ${lifNeurons};   // their neurons together
constexpr int INPUTS = ${inputs};
constexpr int READOUTS = ${readouts};
constexpr int DIRECT = ${directChannels};    // currents of a direct readout
constexpr int DIRECT_ROWS = ${directRows};   // their presynaptic neurons together
constexpr int TAUS = ${taus};                // learnt time constants, paddings included

// Changes no bit of what it is added to; 0 would make +0 of -0.
constexpr float NOTHING = -0.0f;

// The grid point at which a spike arrives; STEPS + 1 for all that come after the trial, where traces have a row of zeros.
__device__ __forceinline__ int arrival(int n, int delay) {
    return min(STEPS + 1, n + delay);
}

// A sum over a warp in a fixed order; all lanes get it.
template <typename T> __device__ __forceinline__ T warpSum(T x) {
#pragma unroll
    for (int by = 16; by > 0; by >>= 1) {
        x += __shfl_xor_sync(ALL, x, by);
    }
    return x;
}

// Adds rows of weights to the currents of this thread's neurons, in the order of the rows. A warp's lanes read
// neighbours, a row is a whole number of 128-byte lines; GROUP rows are on their way at a time, fewer where registers are
// scarce. The last group is as wide as the others, since a remainder of single rows waits for each in turn: what it lacks
// is not read, and is NOTHING.
template <int STRIDE, int GROUP = 8, int PER>
__device__ __forceinline__ void addRows(float (&i)[PER], const float* __restrict__ w, const int* rows, int from, int to) {
    __builtin_assume(threadIdx.x < THREADS);
#pragma unroll 1
    for (int k = from; k < to; k += GROUP) {
        int row[GROUP];
#pragma unroll
        for (int g = 0; g < GROUP; g++) {
            row[g] = k + g < to ? rows[k + g] : 0;
        }
#pragma unroll
        for (int r = 0; r < PER; r++) {
            const int j = r * THREADS + threadIdx.x;
            if (j < STRIDE) {
                float weight[GROUP];
#pragma unroll
                for (int g = 0; g < GROUP; g++) {
                    weight[g] = k + g < to ? __ldg(w + row[g] * STRIDE + j) : NOTHING;
                }
#pragma unroll
                for (int g = 0; g < GROUP; g++) {
                    i[r] += weight[g];
                }
            }
        }
    }
}

// Sends the weights of rows on their way: each arrives at a grid point of its own, of a ring of SPAN of which `slot` is
// the one at hand. A thread has the same columns as in addRows. What is late by SPAN or more arrives after the trial.
template <int STRIDE, int SPAN>
__device__ __forceinline__ void sendRows(
    float* ring, int slot, const float* __restrict__ w, const int* __restrict__ grids, const int* rows, int from, int to) {
    for (int k = from; k < to; k++) {
        const int row = rows[k] * STRIDE;
        for (int j = threadIdx.x; j < STRIDE; j += THREADS) {
            const int delay = __ldg(grids + row + j);
            if (delay < SPAN) {
                const int at = slot + delay < SPAN ? slot + delay : slot + delay - SPAN;
                ring[at * STRIDE + j] += __ldg(w + row + j);
            }
        }
    }
}

// Where each neuron's spikes begin when they are put in order of neuron: start[j] = sum of count[0 .. j). All threads
// take part; sums is shared memory for WARPS + 1 numbers.
template <int SIZE>
__device__ __forceinline__ void exclusiveSum(const int* count, int* start, int* sums) {
    constexpr int PER = (SIZE + THREADS - 1) / THREADS;
    const int lane = threadIdx.x & 31;
    const int warp = threadIdx.x >> 5;
    const int from = threadIdx.x * PER;
    int own = 0;
    for (int j = from; j < from + PER && j < SIZE; j++) {
        own += count[j];
    }
    int upTo = own;
#pragma unroll
    for (int by = 1; by < 32; by <<= 1) {
        const int other = __shfl_sync(ALL, upTo, (lane - by) & 31);
        upTo += lane >= by ? other : 0;
    }
    if (lane == 31) {
        sums[warp] = upTo;
    }
    __syncthreads();
    int at = upTo - own;
    for (int w = 0; w < warp; w++) {
        at += sums[w];
    }
    for (int j = from; j < from + PER && j < SIZE; j++) {
        start[j] = at;
        at += count[j];
    }
    if (threadIdx.x == THREADS - 1) {
        start[SIZE] = at;
    }
    __syncthreads();
}
