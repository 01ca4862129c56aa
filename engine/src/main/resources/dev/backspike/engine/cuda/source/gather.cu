// The gradient of the summed loss, as in engine.cpu.Gather: for a weight -tauSyn times the sum of lambda_I, for a learnt
// delay its weight times the sum of lambda_V - lambda_I, over the arrivals of its presynaptic neuron's spikes, trials in
// their order and spikes in order of time. A warp takes a presynaptic neuron and a tile of columns, whose sums it keeps
// in registers: no atomics, one order of additions, the same bits every time. Blocks of the batch are added along the tree
// of engine.Blocks; sums that wait for their other halves are in memory, one array of LEARNT after the other.

constexpr int LEARNT = ${learnt};

constexpr int GATHER_WARPS = 8;

// The spikes of a presynaptic neuron: those of trial t are grid[start[t * rowStride]] .. grid[start[t * rowStride + 1] - 1].
struct Spikes {
    const int* __restrict__ start;
    int rowStride;
    const int* __restrict__ grid;
    size_t gridStride;

    __device__ __forceinline__ Spikes after(int trials) const {
        return {start + (size_t) trials * rowStride, rowStride, grid + trials * gridStride, gridStride};
    }
};

// The part of a block of the batch that is at hand.
struct Part {
    int from;       // trials of the launch: [from, to)
    int to;
    bool begins;    // whether they are the block's first
    bool ends;      // whether they are its last
    int additions;  // to be made when it ends

    __device__ __forceinline__ Part(
        int b, int from, int trials, int before, const int* __restrict__ blockEnd, const int* __restrict__ blockAdditions)
        : from(from), to(min(trials, blockEnd[b] - before)), begins(before + from == (b == 0 ? 0 : blockEnd[b - 1])),
          ends(before + to == blockEnd[b]), additions(ends ? blockAdditions[b] : 0) {}
};

// Adds the halves that wait below to the sum of a block, and puts it in the place of the last of them.
__device__ __forceinline__ void putSum(float sum, float* out, int waiting, int additions) {
    for (int k = 1; k <= additions; k++) {
        sum = out[(ptrdiff_t) (waiting - k) * LEARNT] + sum;
    }
    out[(ptrdiff_t) (waiting - additions) * LEARNT] = sum;
}

// Adds up rows of the trace where the spikes arrive, DELAY steps later; in groups, as addRows does.
template <int STRIDE, int COLUMNS, int DELAY>
__device__ __forceinline__ void sumRows(float (&sum)[COLUMNS], const float* __restrict__ trace, int trials, const Spikes& spikes) {
    constexpr int GROUP = 8;
    for (int t = 0; t < trials; t++) {
        const float* const ofTrial = trace + (size_t) t * ${traceFloats};
        const int* const grid = spikes.grid + t * spikes.gridStride;
        const int to = spikes.start[(size_t) t * spikes.rowStride + 1];
#pragma unroll 1
        for (int k = spikes.start[(size_t) t * spikes.rowStride]; k < to; k += GROUP) {
            int n[GROUP];
#pragma unroll
            for (int g = 0; g < GROUP; g++) {
                n[g] = k + g < to ? grid[k + g] : 0;
            }
            float value[GROUP][COLUMNS];
#pragma unroll
            for (int g = 0; g < GROUP; g++) {
                const float* const at = ofTrial + (size_t) (DELAY == 0 ? n[g] : arrival(n[g], DELAY)) * STRIDE;
                if (COLUMNS == 4) {
                    const float4 four = k + g < to ? *(const float4*) at : make_float4(NOTHING, NOTHING, NOTHING, NOTHING);
                    value[g][0] = four.x;
                    value[g][1 % COLUMNS] = four.y;
                    value[g][2 % COLUMNS] = four.z;
                    value[g][3 % COLUMNS] = four.w;
                } else {
                    value[g][0] = k + g < to ? at[0] : NOTHING;
                }
            }
#pragma unroll
            for (int g = 0; g < GROUP; g++) {
#pragma unroll
                for (int x = 0; x < COLUMNS; x++) {
                    sum[x] += value[g][x];
                }
            }
        }
    }
}

// The same where each synapse has a delay of its own. More spikes at a time would spill registers.
template <int STRIDE, int COLUMNS>
__device__ __forceinline__ void sumEach(
    float (&sum)[COLUMNS], const float* __restrict__ trace, int trials, const Spikes& spikes, const int (&delay)[COLUMNS]) {
    for (int t = 0; t < trials; t++) {
        const float* const ofTrial = trace + (size_t) t * ${traceFloats};
        const int* const grid = spikes.grid + t * spikes.gridStride;
        const int to = spikes.start[(size_t) t * spikes.rowStride + 1];
#pragma unroll 4
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
    int before,                           // trials of the share before them
    int firstBlock,                       // of the share: that of the first trial
    int firstWaiting,                     // sums that wait for their other halves when that begins
    const int* __restrict__ blockEnd,     // [blocks of the share]: where they end, in trials of the share
    const int* __restrict__ blockAdditions, // [blocks of the share]
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
    double* __restrict__ tauSum,          // [TAUS]: of the trials of a block so far
    float* __restrict__ gradient) {       // [sums][LEARNT]
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
//@ if c.late
        int delay[${c.columns}];
#pragma unroll
        for (int x = 0; x < ${c.columns}; x++) {
            delay[x] = grids[${c.gridBase} + element + x];
        }
//@ end
//@ if c.learnsDelays
        float* const delayOut = gradient + ${c.delayBase} + element;
//@ end
        int waiting = firstWaiting;
        int from = 0;
        for (int b = firstBlock; from < trials; b++) {
            const Part part(b, from, trials, before, blockEnd, blockAdditions);
            float* const at = out + (size_t) waiting * LEARNT;
            float sum[${c.columns}];
#pragma unroll
            for (int x = 0; x < ${c.columns}; x++) {
                sum[x] = part.begins ? 0 : at[x];
            }
//@ if c.learnsDelays
            float* const delayAt = delayOut + (size_t) waiting * LEARNT;
            float delaySum[${c.columns}];
#pragma unroll
            for (int x = 0; x < ${c.columns}; x++) {
                delaySum[x] = part.begins ? 0 : delayAt[x];
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
                const Spikes ofPart = spikes.after(part.from);
                const float* const traces = trace + (size_t) part.from * ${traceFloats} + column;
//@ if c.together
                sumRows<${c.stride}, ${c.columns}, ${s.delay}>(sum, traces + ${c.traceBase}, part.to - part.from, ofPart);
//@ end
//@ if c.late
                sumEach<${c.stride}, ${c.columns}>(sum, traces + ${c.traceBase}, part.to - part.from, ofPart, delay);
//@ end
//@ if c.learnsDelays
                sumEach<${c.stride}, ${c.columns}>(delaySum, traces + ${c.diffBase}, part.to - part.from, ofPart, delay);
//@ end
            }
//@ end
#pragma unroll
            for (int x = 0; x < ${c.columns}; x++) {
                float total = sum[x];
                if (part.ends) {
//@ if c.sharedTau
                    total *= (float) -${c.tauSynDouble};
//@ end
//@ if c.individualTaus
                    total *= -constants[${c.constants} + TAU_SYN * ${c.stride} + column + x];
//@ end
//@ if c.sparse
                    total = absent(present, ${c.weightBase} + element + x) ? 0 : total;
//@ end
                }
                putSum(total, out + x, waiting, part.additions);
//@ if c.learnsDelays
                putSum(
                    part.ends ? weights[${c.weightBase} + element + x] * delaySum[x] : delaySum[x], delayOut + x, waiting,
                    part.additions);
//@ end
            }
            waiting += part.ends ? 1 - part.additions : 0;
            from = part.to;
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
            float* const out = gradient + ${directBase} + element;
            int waiting = firstWaiting;
            int from = 0;
            for (int b = firstBlock; from < trials; b++) {
                const Part part(b, from, trials, before, blockEnd, blockAdditions);
                float sum = part.begins ? 0 : out[(size_t) waiting * LEARNT];
                for (int t = first + part.from; t < first + part.to && j < READOUTS; t++) {
                    const float spikes = directSum[(size_t) t * DIRECT_ROWS + row];
                    sum += spikes * (float) voltageGradient[(size_t) t * READOUTS + j];
                }
//@ if sparse
                sum = absent(present, ${directBase} + element) ? 0 : sum;
//@ end
                putSum(sum, out, waiting, part.additions);
                waiting += part.ends ? 1 - part.additions : 0;
                from = part.to;
            }
        }
        return;
    }
    block -= ${directBlocks};
//@ end
//@ if learnsTaus
    const int tau = block * GATHER_WARPS * 32 + threadIdx.x;
    if (tau < TAUS) {
        float* const out = gradient + ${tauBase} + tau;
        int waiting = firstWaiting;
        int from = 0;
        for (int b = firstBlock; from < trials; b++) {
            const Part part(b, from, trials, before, blockEnd, blockAdditions);
            double sum = part.begins ? 0 : tauSum[tau];
            for (int t = first + part.from; t < first + part.to; t++) {
                sum += tauGradient[(size_t) t * TAUS + tau];
            }
            tauSum[tau] = sum;
            if (part.ends) {
                putSum((float) sum, out, waiting, part.additions);
                waiting += 1 - part.additions;
            }
            from = part.to;
        }
    }
//@ end
}
