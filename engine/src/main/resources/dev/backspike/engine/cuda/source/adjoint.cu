// The adjoint equations of one trial, backwards, as in engine.cpu.Adjoint. A thread keeps lambda_I of its neurons in
// registers; lambda_V, and lambda_V - lambda_I of each current, are in shared memory, where the jumps of spikes read and
// change them. A warp takes a spike: the dot product of its row of weights with the targets' differences. Grid points
// without spikes need no barrier, since then no thread reads what another has written. What late spikes find where they
// arrive is read from the trace.
//
// Writes lambda_I of all grid points to the trace, where somebody reads it later also lambda_V - lambda_I, and the
// tape's spikes in order of neuron, for gather.
extern "C" __global__ void __launch_bounds__(THREADS, 1) adjoint(
    const float* __restrict__ weights,
    const int* __restrict__ grids,
    const float* __restrict__ constants,
    const float* __restrict__ drives,
    const float* __restrict__ directQ,    // [DIRECT][STEPS + 1]
    int first,                            // trial of block 0; the others follow
    int capacity,
    const int* __restrict__ inputStart,
    const int* __restrict__ inputNeuron,
    const int* __restrict__ tapeStart,
    const int* __restrict__ tapeNeuron,
    const float* __restrict__ tapeSlope,
    const float* __restrict__ tapeRelease,
    const int* __restrict__ tapePrevious,
    const int* __restrict__ lastGrid,
    const int* __restrict__ neuronCount,
    const int* __restrict__ readGrid,
    const float* __restrict__ timeGradient,
    const double* __restrict__ voltageGradient,
    const float* __restrict__ pointGradient,
    const float* __restrict__ pushes,     // [LIF_NEURONS]: of rate regularisation, for each spike
    float* __restrict__ trace,            // [blocks][${traceFloats}]
    int* __restrict__ rowStart,           // [trials][LIF_NEURONS + LIFS]: where the grid points of a neuron begin
    int* __restrict__ rowGrid,            // [trials][LIFS][capacity]
    double* __restrict__ tauGradient,     // [trials][TAUS]: of the loss by learnt time constants
    int* __restrict__ clamped) {
    extern __shared__ unsigned char memory[];
    const int trial = first + blockIdx.x;
    const int thread = threadIdx.x;
    const int lane = thread & 31;
    const int warp = thread >> 5;
    int* const sums = (int*) memory;  // [WARPS]
    int clampedHere = 0;
//@ if readsInput
    const int* const start = inputStart + (size_t) trial * (STEPS + 2);
//@ end
//@ for p in stepped
    Lambdas${p.id} l${p.id}(constants);  // ${p.name}
    float* const lambdaV${p.id} = (float*) (memory + ${p.lambdaVAt});
//@ for c in p.channels
    float* const diff${c.id} = (float*) (memory + ${c.diffAt});
    float* const trace${c.id} = trace + (size_t) blockIdx.x * ${traceFloats} + ${c.traceBase};
//@ if c.keepsDiff
    float* const diffs${c.id} = trace + (size_t) blockIdx.x * ${traceFloats} + ${c.diffBase};
//@ end
//@ if c.keepsMem
    float* const mems${c.id} = trace + (size_t) blockIdx.x * ${traceFloats} + ${c.memBase};
//@ end
//@ if c.keepsSyn
    float* const syns${c.id} = trace + (size_t) blockIdx.x * ${traceFloats} + ${c.synBase};
//@ end
//@ end
    for (int j = thread; j < ${p.stride}; j += THREADS) {
        lambdaV${p.id}[j] = 0;
//@ for c in p.channels
        diff${c.id}[j] = 0;
        trace${c.id}[(size_t) STEPS * ${c.stride} + j] = 0;
//@ if c.rowOfZeros
        trace${c.id}[(size_t) (STEPS + 1) * ${c.stride} + j] = 0;
//@ if c.keepsDiff
        diffs${c.id}[(size_t) (STEPS + 1) * ${c.stride} + j] = 0;
//@ end
//@ end
//@ end
    }
//@ if p.refractory
    int* const release${p.id} = (int*) (memory + ${p.releaseAt});  // of the spike that is crossed next; 0 without one
    for (int j = thread; j < ${p.stride}; j += THREADS) {
        const int last = j < ${p.size} ? lastGrid[(size_t) trial * LIF_NEURONS + ${p.neuronBase} + j] : -1;
        release${p.id}[j] = last < 0 ? 0 : last + ${p.refractorySteps};
    }
//@ end
//@ if p.resetsTaus
    int* const crossed${p.id} = (int*) (memory + ${p.crossedAt});  // grid point of the spike that was crossed last
    for (int j = thread; j < ${p.stride}; j += THREADS) {
        crossed${p.id}[j] = -1;
    }
//@ end
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
    float* const push${d.id} = (float*) (memory + ${d.pushAt});
    for (int i = warp; i < ${p.size}; i += WARPS) {
        float sum = 0;
        for (int j = lane; j < READOUTS; j += 32) {
            sum = fmaf(weights[${d.weightBase} + i * ${d.stride} + j], drive[j], sum);
        }
        sum = warpSum(sum);
        if (lane == 0) {
            push${d.id}[i] = sum;
        }
    }
//@ end
//@ end
//@ end
//@ if averages
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
                    bool held = false;
//@ if p.refractory
                    held = n < release${p.id}[j];
//@ end
                    float drive = 0;
//@ if p.driven
                    drive = driven[r];
//@ end
                    next = l${p.id}.back(r, n, j, v, held, drive, drives, constants);
//@ for c in p.channels
                    trace${c.id}[(size_t) n * ${c.stride} + j] = l${p.id}.i${c.id}[r];
                    diff${c.id}[j] = (held ? 0 : next) - l${p.id}.i${c.id}[r];
//@ if c.keepsMem
                    mems${c.id}[(size_t) n * ${c.stride} + j] = l${p.id}.mem${c.id}[r];
//@ end
//@ if c.keepsSyn
                    syns${c.id}[(size_t) n * ${c.stride} + j] = l${p.id}.syn${c.id}[r];
//@ end
//@ end
                }
//@ if p.readsPoints
                if (n > 0 && j < READOUTS) {
                    const float by = -(pointGradient[((size_t) trial * STEPS + n - 1) * READOUTS + j] / STEPS) / ${p.tauMem};
                    next += by;
//@ for c in p.channels
                    diff${c.id}[j] += by;
//@ end
                }
//@ end
//@ if p.readsLargest
                if (j < READOUTS && readGrid[(size_t) trial * READOUTS + j] == n) {
                    const float by = -pointGradient[(size_t) trial * READOUTS + j] / ${p.tauMem};
                    next += by;
//@ for c in p.channels
                    diff${c.id}[j] += by;
//@ end
                }
//@ end
//@ for c in p.channels
//@ if c.keepsDiff
                diffs${c.id}[(size_t) n * ${c.stride} + j] = diff${c.id}[j];
//@ end
//@ end
                lambdaV${p.id}[j] = next;
            }
        }
//@ end
//@ for c in arrivals
        {
            // Weights that arrive at grid point n, added up again.
            float arriving[${c.per}] = {};
//@ for s in c.sources
            if (n >= ${s.delay}) {
//@ if s.input
                addRows<${c.stride}, 4>(
                    arriving, weights + ${s.weightBase}, inputNeuron, start[n - ${s.delay}], start[n - ${s.delay} + 1]);
//@ end
//@ if s.spiking
                addRows<${c.stride}, 4>(
                    arriving, weights + ${s.weightBase}, tapeNeuron + tape${s.population}, starts${s.population}[n - ${s.delay}],
                    starts${s.population}[n - ${s.delay} + 1]);
//@ end
            }
//@ end
#pragma unroll
            for (int r = 0; r < ${c.per}; r++) {
//@ if c.learnsTauMem
                l${c.target}.byTauMem[r] += arriving[r] * l${c.target}.mem${c.id}[r];
//@ end
//@ if c.learnsTauSyn
                l${c.target}.byTauSyn${c.id}[r] += arriving[r] * l${c.target}.syn${c.id}[r];
//@ end
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
//@ if o.atOnce
                {
                    const float* const row = weights + ${o.weightBase} + (size_t) i * ${o.stride};
#pragma unroll 8
                    for (int j = lane; j < ${o.stride}; j += 32) {
                        jump = fmaf(__ldg(row + j), diff${o.channel}[j], jump);
                    }
                }
//@ end
//@ if o.late
                {
                    const float* const row = weights + ${o.weightBase} + (size_t) i * ${o.stride};
                    const float* const there = diffs${o.channel} + (size_t) arrival(n, ${o.delay}) * ${o.stride};
#pragma unroll 8
                    for (int j = lane; j < ${o.stride}; j += 32) {
                        jump = fmaf(__ldg(row + j), there[j], jump);
                    }
                }
//@ end
//@ if o.eachLate
                {
                    const float* const row = weights + ${o.weightBase} + (size_t) i * ${o.stride};
                    const int* const delays = grids + ${o.gridBase} + (size_t) i * ${o.stride};
#pragma unroll 8
                    for (int j = lane; j < ${o.stride}; j += 32) {
                        const int there = arrival(n, __ldg(delays + j));
                        jump = fmaf(__ldg(row + j), diffs${o.channel}[(size_t) there * ${o.stride} + j], jump);
                    }
                }
//@ end
//@ end
                jump = warpSum(jump);
                if (lane == 0) {
//@ for d in p.directs
                    jump += directQ[${d.index} * (STEPS + 1) + n] * push${d.id}[i];
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
                    float release = 0;
//@ if p.refractory
                    release = tapeRelease[tape${p.id} + k];
                    const int before = tapePrevious[tape${p.id} + k];
                    release${p.id}[i] = before < 0 ? 0 : before + ${p.refractorySteps};
//@ end
//@ if p.resetsTaus
                    crossed${p.id}[i] = n;
//@ end
                    float lambda = Lambdas${p.id}::cross(lambdaV${p.id}[i], jump, slope, release);
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
//@ for p in stepped
//@ if p.resetsTaus
#pragma unroll
            for (int r = 0; r < ${p.per}; r++) {
                const int j = r * THREADS + thread;
                if (j < ${p.size} && crossed${p.id}[j] == n) {
                    l${p.id}.resetTaus(r);
                }
            }
//@ end
//@ end
        }
    }
//@ for c in lateArrivals
    // Weights of synapses with delays of their own, each where it arrived.
    for (int n = 0; n < STEPS; n++) {
//@ for s in c.sources
//@ if s.input
        const int from = start[n];
        const int to = start[n + 1];
        const int* const rows = inputNeuron;
//@ end
//@ if s.spiking
        const int from = starts${s.population}[n];
        const int to = starts${s.population}[n + 1];
        const int* const rows = tapeNeuron + tape${s.population};
//@ end
        for (int k = from; k < to; k++) {
#pragma unroll
            for (int r = 0; r < ${c.per}; r++) {
                const int j = r * THREADS + thread;
                const int at = rows[k] * ${c.stride} + j;
                const int there = j < ${c.stride} ? arrival(n, grids[${c.gridBase} + at]) : STEPS;
                if (there < STEPS) {
//@ if c.keepsMem
                    l${c.target}.byTauMem[r] += weights[${s.weightBase} + at] * mems${c.id}[(size_t) there * ${c.stride} + j];
//@ end
//@ if c.keepsSyn
                    l${c.target}.byTauSyn${c.id}[r] +=
                        weights[${s.weightBase} + at] * syns${c.id}[(size_t) there * ${c.stride} + j];
//@ end
                }
            }
        }
//@ end
    }
//@ end
//@ for p in stepped
//@ if p.learnsTaus
#pragma unroll
    for (int r = 0; r < ${p.per}; r++) {
        const int j = r * THREADS + thread;
        if (j < ${p.stride}) {
//@ if p.learnsTauMem
            tauGradient[(size_t) trial * TAUS + ${p.tauMemAt} + j] = l${p.id}.byTauMem[r];
//@ end
//@ for c in p.channels
//@ if c.learnsTauSyn
            tauGradient[(size_t) trial * TAUS + ${c.tauSynAt} + j] = l${p.id}.byTauSyn${c.id}[r];
//@ end
//@ end
        }
    }
//@ end
//@ end
    if (clampedHere > 0) {
        atomicAdd(clamped, clampedHere);
    }
}
