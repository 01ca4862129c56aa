// The adjoint equations of one trial, backwards, as in engine.cpu.Adjoint. A thread keeps lambda_I of its neurons in
// registers; lambda_V, and lambda_V - lambda_I of each current, are in shared memory, where the jumps of spikes read and
// change them. A warp takes a spike: the dot product of its row of weights with the targets' differences. Grid points
// without spikes need no barrier, since then no thread reads what another has written.
//
// Writes lambda_I of all grid points to the trace, and the tape's spikes in order of neuron, for gather.
extern "C" __global__ void __launch_bounds__(THREADS, 1) adjoint(
    const float* __restrict__ weights,
    const float* __restrict__ directQ,    // [DIRECT][STEPS + 1]
    int first,                            // trial of block 0; the others follow
    int capacity,
    const int* __restrict__ tapeStart,
    const int* __restrict__ tapeNeuron,
    const float* __restrict__ tapeSlope,
    const int* __restrict__ neuronCount,
    const int* __restrict__ readGrid,
    const float* __restrict__ timeGradient,
    const double* __restrict__ voltageGradient,
    const float* __restrict__ pointGradient,
    const float* __restrict__ pushes,     // [LIF_NEURONS]: of rate regularisation, for each spike
    float* __restrict__ trace,            // [blocks][TRACE]: of each current, lambda_I [STEPS + 1][stride]
    int* __restrict__ rowStart,           // [trials][LIF_NEURONS + LIFS]: where the grid points of a neuron begin
    int* __restrict__ rowGrid,            // [trials][LIFS][capacity]
    int* __restrict__ clamped) {
    extern __shared__ unsigned char memory[];
    const int trial = first + blockIdx.x;
    const int thread = threadIdx.x;
    const int lane = thread & 31;
    const int warp = thread >> 5;
    int* const sums = (int*) memory;  // [WARPS]
    int clampedHere = 0;
//@ for p in stepped
    float* const lambdaV${p.id} = (float*) (memory + ${p.lambdaVAt});  // ${p.name}
//@ for c in p.channels
    float lambdaI${c.id}[${p.per}] = {};
    float* const diff${c.id} = (float*) (memory + ${c.diffAt});
    float* const trace${c.id} = trace + (size_t) blockIdx.x * ${traceFloats} + ${c.traceBase};
//@ end
    for (int j = thread; j < ${p.stride}; j += THREADS) {
        lambdaV${p.id}[j] = 0;
//@ for c in p.channels
        diff${c.id}[j] = 0;
        trace${c.id}[(size_t) STEPS * ${c.stride} + j] = 0;
//@ end
    }
//@ if p.lif
    int* const cursor${p.id} = (int*) (memory + ${p.cursorAt});  // where a neuron's spikes end, in order of neuron
    const int* const starts${p.id} = tapeStart + (size_t) (trial * LIFS + ${p.lifIndex}) * (STEPS + 2);
    const size_t tape${p.id} = (size_t) (trial * LIFS + ${p.lifIndex}) * capacity;
    {
        int* const rows = rowStart + (size_t) trial * (LIF_NEURONS + LIFS) + ${p.rowBase};
        exclusiveSum<${p.size}>(neuronCount + (size_t) trial * LIF_NEURONS + ${p.neuronBase}, rows, sums);
        for (int j = thread; j < ${p.size}; j += THREADS) {
            cursor${p.id}[j] = rows[j + 1];
        }
    }
    int to${p.id} = starts${p.id}[STEPS + 1];
//@ end
//@ end
//@ for p in idle
    for (int j = thread; j <= ${p.size}; j += THREADS) {
        rowStart[(size_t) trial * (LIF_NEURONS + LIFS) + ${p.rowBase} + j] = 0;
    }
//@ end
//@ if direct
    float* const drive = (float*) (memory + ${driveAt});
    for (int k = thread; k < READOUTS; k += THREADS) {
        drive[k] = (float) (-voltageGradient[(size_t) trial * READOUTS + k] / ${duration});
    }
    __syncthreads();
//@ for p in stepped
//@ for d in p.directs
    float* const push${p.id}_${d.index} = (float*) (memory + ${d.pushAt});
    for (int i = warp; i < ${p.size}; i += WARPS) {
        float sum = 0;
        for (int j = lane; j < READOUTS; j += 32) {
            sum = fmaf(weights[${d.weightBase} + i * ${d.stride} + j], drive[j], sum);
        }
        sum = warpSum(sum);
        if (lane == 0) {
            push${p.id}_${d.index}[i] = sum;
        }
    }
//@ end
//@ end
//@ end
//@ if pushes
    float driven[${readout.per}];
#pragma unroll
    for (int r = 0; r < ${readout.per}; r++) {
        const int j = r * THREADS + thread;
        driven[r] = j < READOUTS ? (float) (-voltageGradient[(size_t) trial * READOUTS + j] / ${duration}) : 0;
    }
//@ end
    __syncthreads();

    for (int n = STEPS; n >= 0; n--) {
//@ for p in stepped
#pragma unroll
        for (int r = 0; r < ${p.per}; r++) {
            const int j = r * THREADS + thread;
            if (j < ${p.stride}) {
                const float v = lambdaV${p.id}[j];
                float next = v;
                if (n < STEPS) {
                    next = ${p.a}f * v;
//@ if p.driven
                    next += ${p.driveV}f * driven[r];
//@ end
//@ for c in p.channels
                    lambdaI${c.id}[r] = ${c.b}f * lambdaI${c.id}[r] + ${c.g}f * v;
//@ if p.driven
                    lambdaI${c.id}[r] += ${c.driveI}f * driven[r];
//@ end
                    trace${c.id}[(size_t) n * ${c.stride} + j] = lambdaI${c.id}[r];
                    diff${c.id}[j] = next - lambdaI${c.id}[r];
//@ end
                }
//@ if p.readsPoints
                if (n > 0 && j < READOUTS) {
                    const float by = -(pointGradient[((size_t) trial * STEPS + n - 1) * READOUTS + j] / STEPS) / ${p.tauMem}f;
                    next += by;
//@ for c in p.channels
                    diff${c.id}[j] += by;
//@ end
                }
//@ end
//@ if p.readsLargest
                if (j < READOUTS && readGrid[(size_t) trial * READOUTS + j] == n) {
                    const float by = -pointGradient[(size_t) trial * READOUTS + j] / ${p.tauMem}f;
                    next += by;
//@ for c in p.channels
                    diff${c.id}[j] += by;
//@ end
                }
//@ end
                lambdaV${p.id}[j] = next;
            }
        }
//@ end
//@ for p in stepped
//@ if p.lif
        const int from${p.id} = starts${p.id}[n];
//@ end
//@ end
        if (${anySpikes}) {
            __syncthreads();
//@ for p in stepped
//@ if p.lif
            for (int k = from${p.id} + warp; k < to${p.id}; k += WARPS) {
                const int i = tapeNeuron[tape${p.id} + k];
                float slope = tapeSlope[tape${p.id} + k];
                float jump = 0;
//@ for o in p.outgoing
                {
                    const float* const row = weights + ${o.weightBase} + (size_t) i * ${o.stride};
#pragma unroll 8
                    for (int j = lane; j < ${o.stride}; j += 32) {
                        jump = fmaf(__ldg(row + j), diff${o.channel}[j], jump);
                    }
                }
//@ end
                jump = warpSum(jump);
                if (lane == 0) {
//@ for d in p.directs
                    jump += directQ[${d.index} * (STEPS + 1) + n] * push${p.id}_${d.index}[i];
//@ end
//@ if p.readsFirstSpike
                    if (readGrid[(size_t) trial * READOUTS + i] == n) {
                        jump += timeGradient[(size_t) trial * READOUTS + i];
                    }
//@ end
//@ if clamps
                    if (slope < ${smallestSlope}f) {
                        slope = ${smallestSlope}f;
                        clampedHere++;
                    }
//@ end
                    float lambda = lambdaV${p.id}[i];
                    lambda += (${p.height}f * lambda + jump) / slope;
//@ if p.regularised
                    lambda += pushes[${p.neuronBase} + i];
//@ end
                    lambdaV${p.id}[i] = lambda;
                    rowGrid[tape${p.id} + --cursor${p.id}[i]] = n;
                }
            }
            to${p.id} = from${p.id};
//@ end
//@ end
            __syncthreads();
        }
    }
    if (clampedHere > 0) {
        atomicAdd(clamped, clampedHere);
    }
}
