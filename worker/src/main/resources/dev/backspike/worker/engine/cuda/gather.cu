// The gradient of the mean loss, as in engine.cpu.Gather: -tauSyn / B times the sum of lambda_I over the spikes of a
// weight's presynaptic neuron, trials in their order and spikes in order of time. A warp takes a presynaptic neuron and
// a tile of columns, whose sums it keeps in registers: no atomics, one order of additions, the same bits every time.

constexpr int GATHER_WARPS = 8;

template <int STRIDE, int COLUMNS>
__device__ __forceinline__ void gatherRow(
    const float* __restrict__ trace, int trials, const int* __restrict__ rowStart, int rowStride,
    const int* __restrict__ rowGrid, size_t gridStride, float* __restrict__ out, int column, bool begins, float scale) {
    float sum[COLUMNS] = {};
    if (column < STRIDE) {
        if (!begins) {
#pragma unroll
            for (int x = 0; x < COLUMNS; x++) {
                sum[x] = out[column + x];
            }
        }
        for (int t = 0; t < trials; t++) {
            const float* const ofTrial = trace + (size_t) t * ${traceFloats} + column;
            const int* const grid = rowGrid + t * gridStride;
            const int to = rowStart[(size_t) t * rowStride + 1];
#pragma unroll 8
            for (int k = rowStart[(size_t) t * rowStride]; k < to; k++) {
                const float* const at = ofTrial + (size_t) grid[k] * STRIDE;
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
#pragma unroll
        for (int x = 0; x < COLUMNS; x++) {
            out[column + x] = scale == 0 ? sum[x] : sum[x] * scale;
        }
    }
}

extern "C" __global__ void __launch_bounds__(GATHER_WARPS * 32, 4) gather(
    const float* __restrict__ trace,
    int first,                            // trial of the trace's first; the trace's others follow
    int trials,                           // in the trace
    int batch,                            // all trials, if these are the last; 0 before
    int capacity,
    const int* __restrict__ inputRow,
    const int* __restrict__ inputGrid,
    const int* __restrict__ rowStart,
    const int* __restrict__ rowGrid,
    const float* __restrict__ directSum,
    const double* __restrict__ voltageGradient,
    float* __restrict__ gradient) {
    const int lane = threadIdx.x & 31;
    const int warp = threadIdx.x >> 5;
    const bool begins = first == 0;
    int block = blockIdx.x;
//@ for c in channels
    if (block < ${c.gatherBlocks}) {
        const int row = block / ${c.tiles} * GATHER_WARPS + warp;
        const int column = block % ${c.tiles} * ${c.tileWidth} + lane * ${c.columns};
        const float scale = batch == 0 ? 0 : (float) (-${c.tauSyn} / batch);
        float* const out = gradient + ${c.weightBase} + (size_t) row * ${c.stride};
//@ for s in c.sources
        if (row >= ${s.firstRow} && row < ${s.endRow}) {
//@ if s.input
            gatherRow<${c.stride}, ${c.columns}>(
                trace + ${c.traceBase}, trials, inputRow + (size_t) first * (INPUTS + 1) + row - ${s.firstRow},
                INPUTS + 1, inputGrid, 0, out, column, begins, scale);
//@ end
//@ if s.emits
            gatherRow<${c.stride}, ${c.columns}>(
                trace + ${c.traceBase}, trials,
                rowStart + (size_t) first * (LIF_NEURONS + LIFS) + ${s.rowBase} + row - ${s.firstRow},
                LIF_NEURONS + LIFS, rowGrid + (size_t) (first * LIFS + ${s.lifIndex}) * capacity,
                (size_t) LIFS * capacity, out, column, begins, scale);
//@ end
        }
//@ end
        return;
    }
    block -= ${c.gatherBlocks};
//@ end
//@ if direct
    // dl/dw of a direct readout: what the row's spikes add to an averaged voltage, times the loss's derivative by it.
    const int element = block * GATHER_WARPS * 32 + threadIdx.x;
    if (batch > 0 && element < DIRECT_ROWS * ${directStride}) {
        const int row = element / ${directStride};
        const int j = element % ${directStride};
        float sum = 0;
        for (int t = 0; t < batch && j < READOUTS; t++) {
            const float spikes = directSum[(size_t) t * DIRECT_ROWS + row] / batch;
            sum += spikes * (float) voltageGradient[(size_t) t * READOUTS + j];
        }
        gradient[${directBase} + element] = sum;
    }
//@ end
}
