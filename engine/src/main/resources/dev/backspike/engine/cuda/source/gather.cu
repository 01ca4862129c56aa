// The gradient of the mean loss, as in engine.cpu.Gather: for a weight -tauSyn / B times the sum of lambda_I, for a learnt
// delay its weight / B times the sum of lambda_V - lambda_I, over the arrivals of its presynaptic neuron's spikes, trials
// in their order and spikes in order of time. A warp takes a presynaptic neuron and
// a tile of columns, whose sums it keeps in registers: no atomics, one order of additions, the same bits every time.

constexpr int GATHER_WARPS = 8;

// The spikes of a presynaptic neuron: those of trial t are grid[start[t * rowStride]] .. grid[start[t * rowStride + 1] - 1].
struct Spikes {
    const int* __restrict__ start;
    int rowStride;
    const int* __restrict__ grid;
    size_t gridStride;
};

// Adds up rows of the trace where the spikes arrive, DELAY steps later.
template <int STRIDE, int COLUMNS, int DELAY>
__device__ __forceinline__ void sumRows(float (&sum)[COLUMNS], const float* __restrict__ trace, int trials, const Spikes& spikes) {
    for (int t = 0; t < trials; t++) {
        const float* const ofTrial = trace + (size_t) t * ${traceFloats};
        const int* const grid = spikes.grid + t * spikes.gridStride;
        const int to = spikes.start[(size_t) t * spikes.rowStride + 1];
#pragma unroll 8
        for (int k = spikes.start[(size_t) t * spikes.rowStride]; k < to; k++) {
            const float* const at = ofTrial + (size_t) (DELAY == 0 ? grid[k] : arrival(grid[k], DELAY)) * STRIDE;
            if (COLUMNS == 4) {
                const float4 four = *(const float4*) at;
                sum[0] += four.x;
                sum[1 % COLUMNS] += four.y;
                sum[2 % COLUMNS] += four.z;
                sum[3 % COLUMNS] += four.w;
            } else {
                sum[0] += at[0];
            }
        }
    }
}

// The same where each synapse has a delay of its own.
template <int STRIDE, int COLUMNS>
__device__ __forceinline__ void sumEach(
    float (&sum)[COLUMNS], const float* __restrict__ trace, int trials, const Spikes& spikes, const int (&delay)[COLUMNS]) {
    for (int t = 0; t < trials; t++) {
        const float* const ofTrial = trace + (size_t) t * ${traceFloats};
        const int* const grid = spikes.grid + t * spikes.gridStride;
        const int to = spikes.start[(size_t) t * spikes.rowStride + 1];
#pragma unroll 8
        for (int k = spikes.start[(size_t) t * spikes.rowStride]; k < to; k++) {
#pragma unroll
            for (int x = 0; x < COLUMNS; x++) {
                sum[x] += ofTrial[(size_t) arrival(grid[k], delay[x]) * STRIDE + x];
            }
        }
    }
}

__device__ __forceinline__ bool absent(const unsigned* __restrict__ present, int weight) {
    return !(present[weight / 32] >> weight % 32 & 1);
}

extern "C" __global__ void __launch_bounds__(GATHER_WARPS * 32, 4) gather(
    const float* __restrict__ trace,
    int first,                            // trial of the trace's first; the trace's others follow
    int trials,                           // in the trace
    int begins,                           // whether these are the batch's first
    int ends,                             // whether these are its last
    int batch,                            // trials of the batch
    int capacity,
    const float* __restrict__ weights,
    const int* __restrict__ grids,
    const float* __restrict__ constants,
    const unsigned* __restrict__ present, // a bit for each weight, if some synapses are absent
    const int* __restrict__ inputRow,
    const int* __restrict__ inputGrid,
    const int* __restrict__ rowStart,
    const int* __restrict__ rowGrid,
    const float* __restrict__ directSum,
    const double* __restrict__ voltageGradient,
    const double* __restrict__ tauGradient,
    double* __restrict__ tauSum,          // [TAUS]: of all trials so far
    float* __restrict__ gradient) {
    const int lane = threadIdx.x & 31;
    const int warp = threadIdx.x >> 5;
    int block = blockIdx.x;
//@ for c in channels
    if (block < ${c.gatherBlocks}) {
        const int row = block / ${c.tiles} * GATHER_WARPS + warp;
        const int column = block % ${c.tiles} * ${c.tileWidth} + lane * ${c.columns};
        if (row >= ${c.rows} || column >= ${c.stride}) {
            return;
        }
        const int element = row * ${c.stride} + column;
        float* const out = gradient + ${c.weightBase} + element;
        float sum[${c.columns}];
#pragma unroll
        for (int x = 0; x < ${c.columns}; x++) {
            sum[x] = begins ? 0 : out[x];
        }
//@ if c.late
        int delay[${c.columns}];
#pragma unroll
        for (int x = 0; x < ${c.columns}; x++) {
            delay[x] = grids[${c.gridBase} + element + x];
        }
//@ end
//@ if c.learnsDelays
        float* const delayOut = gradient + ${c.delayBase} + element;
        float delaySum[${c.columns}];
#pragma unroll
        for (int x = 0; x < ${c.columns}; x++) {
            delaySum[x] = begins ? 0 : delayOut[x];
        }
//@ end
//@ for s in c.sources
        if (row >= ${s.firstRow} && row < ${s.endRow}) {
//@ if s.input
            const Spikes spikes = {
                inputRow + (size_t) first * (INPUTS + 1) + row - ${s.firstRow}, INPUTS + 1, inputGrid, 0};
//@ end
//@ if s.emits
            const Spikes spikes = {
                rowStart + (size_t) first * (LIF_NEURONS + LIFS) + ${s.rowBase} + row - ${s.firstRow},
                LIF_NEURONS + LIFS, rowGrid + (size_t) (first * LIFS + ${s.lifIndex}) * capacity,
                (size_t) LIFS * capacity};
//@ end
//@ if c.together
            sumRows<${c.stride}, ${c.columns}, ${s.delay}>(sum, trace + ${c.traceBase} + column, trials, spikes);
//@ end
//@ if c.late
            sumEach<${c.stride}, ${c.columns}>(sum, trace + ${c.traceBase} + column, trials, spikes, delay);
//@ end
//@ if c.learnsDelays
            sumEach<${c.stride}, ${c.columns}>(delaySum, trace + ${c.diffBase} + column, trials, spikes, delay);
//@ end
        }
//@ end
#pragma unroll
        for (int x = 0; x < ${c.columns}; x++) {
            float total = sum[x];
            if (ends) {
//@ if c.sharedTau
                total *= (float) (-${c.tauSynDouble} / batch);
//@ end
//@ if c.own
                total *= -1.0f / batch * constants[${c.constants} + TAU_SYN * ${c.stride} + column + x];
//@ end
//@ if c.sparse
                total = absent(present, ${c.weightBase} + element + x) ? 0 : total;
//@ end
            }
            out[x] = total;
//@ if c.learnsDelays
            delayOut[x] = ends ? weights[${c.weightBase} + element + x] * delaySum[x] / batch : delaySum[x];
//@ end
        }
        return;
    }
    block -= ${c.gatherBlocks};
//@ end
//@ if direct
    // dl/dw of a direct readout: what the row's spikes add to an averaged voltage, times the loss's derivative by it.
    if (block < ${directBlocks}) {
        const int element = block * GATHER_WARPS * 32 + threadIdx.x;
        if (element < DIRECT_ROWS * ${directStride}) {
            const int row = element / ${directStride};
            const int j = element % ${directStride};
            float sum = begins ? 0 : gradient[${directBase} + element];
            for (int t = first; t < first + trials && j < READOUTS; t++) {
                const float spikes = directSum[(size_t) t * DIRECT_ROWS + row] / batch;
                sum += spikes * (float) voltageGradient[(size_t) t * READOUTS + j];
            }
//@ if sparse
            sum = absent(present, ${directBase} + element) ? 0 : sum;
//@ end
            gradient[${directBase} + element] = sum;
        }
        return;
    }
    block -= ${directBlocks};
//@ end
//@ if learnsTaus
    const int tau = block * GATHER_WARPS * 32 + threadIdx.x;
    if (tau < TAUS) {
        double sum = begins ? 0 : tauSum[tau];
        for (int t = first; t < first + trials; t++) {
            sum += tauGradient[(size_t) t * TAUS + tau];
        }
        tauSum[tau] = sum;
        if (ends) {
            gradient[${tauBase} + tau] = (float) (sum / batch);
        }
    }
//@ end
}
