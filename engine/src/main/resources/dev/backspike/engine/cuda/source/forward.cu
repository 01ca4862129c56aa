// The state equations of one trial, forwards, as engine.cpu.Forward draws them. A thread keeps the neurons j = threadIdx
// + r THREADS of every population in registers for the whole trial; what passes between neurons, the spikes of a step,
// passes through shared memory:
//
//     inject     every thread adds the rows of the spikes that arrive to its neurons' currents. Late ones are read from
//                the tape; where each synapse has a delay of its own, weights wait in a ring of grid points, of which
//                a thread has the columns of its neurons, and are added up in the order in which they were sent
//     advance    closed form over a step; a warp's spikes are a word of the mask
//     barrier
//     rank       a spike's place in the step's list is the number of mask bits before it: in order of neuron
//     barrier    only if anybody has spiked
//
// Spikes beyond the tape's capacity are counted, not written: the caller makes room and runs the trial again.
extern "C" __global__ void __launch_bounds__(THREADS, 1) forward(
    const float* __restrict__ weights,
    const int* __restrict__ grids,        // delays of synapses that have their own, in steps
    const float* __restrict__ constants,
    const float* __restrict__ drives,
    float* __restrict__ rings,            // [trials][${ringFloats}]
    const int* __restrict__ inputStart,   // [trials][STEPS + 2]: where the spikes of a grid point begin
    const int* __restrict__ inputNeuron,
    const int* __restrict__ inputRow,     // [trials][INPUTS + 1]: where the grid points of a neuron begin
    const int* __restrict__ inputGrid,
    const int* __restrict__ labels,
    const float* __restrict__ directR,    // [DIRECT][STEPS + 1]
    int capacity,
    int* __restrict__ tapeStart,          // [trials][LIFS][STEPS + 2]
    int* __restrict__ tapeNeuron,         // [trials][LIFS][capacity]
    float* __restrict__ tapeSlope,        // likewise: I - V just before the spike
    float* __restrict__ tapeRelease,      // likewise: I - V_r when the neuron ceases to be refractory, 0 if after the trial
    int* __restrict__ tapePrevious,       // likewise: grid point of the neuron's spike before; -1 if none
    int* __restrict__ lastGrid,           // [trials][LIF_NEURONS]: of a refractory neuron's last spike; -1 if none
    int* __restrict__ spikeCount,         // [trials][LIFS]
    int* __restrict__ neuronCount,        // [trials][LIF_NEURONS]
    int* __restrict__ neuronTotal,        // [LIF_NEURONS], over all trials
    float* __restrict__ directSum,        // [trials][DIRECT_ROWS]: what the spikes of a row add to an averaged voltage
    int* __restrict__ readGrid,           // [trials][READOUTS]: grid point of what the loss reads; -1 for nothing
    float* __restrict__ timeGradient,     // [trials][READOUTS]: of the loss by first spike times
    double* __restrict__ voltageGradient, // [trials][READOUTS]: by averaged voltages
    float* pointGradient,                 // [trials][points][READOUTS]: by voltages at grid points
    double* __restrict__ loss,
    int* __restrict__ correct) {
    extern __shared__ unsigned char memory[];
    const int trial = blockIdx.x;
    const int thread = threadIdx.x;
    const int lane = thread & 31;
    const int label = labels[trial];
    const int* start = inputStart + (size_t) trial * (STEPS + 2);
//@ for p in stepped
    Membranes${p.id} m${p.id}(constants);  // ${p.name}
//@ if p.lif
    int* const list${p.id} = (int*) (memory + ${p.listAt});
    unsigned* const mask${p.id} = (unsigned*) (memory + ${p.maskAt});  // [2][${p.words}]
    const size_t tape${p.id} = (size_t) (trial * LIFS + ${p.lifIndex}) * capacity;
    int* const starts${p.id} = tapeStart + (size_t) (trial * LIFS + ${p.lifIndex}) * (STEPS + 2);
    int ofTrial${p.id} = 0;
    int ofStep${p.id} = 0;
    int count${p.id}[${p.per}] = {};
    float slope${p.id}[${p.per}];
    unsigned ballot${p.id}[${p.per}];
//@ if p.refractory
    int last${p.id}[${p.per}];       // grid point of the last spike
    int lastPlace${p.id}[${p.per}];  // and where it is on the tape
#pragma unroll
    for (int r = 0; r < ${p.per}; r++) {
        last${p.id}[r] = -1;
        lastPlace${p.id}[r] = -1;
    }
//@ end
    if (thread < 2) {
        starts${p.id}[thread] = 0;
    }
//@ for d in p.directs
    float direct${d.id}[${p.per}] = {};
//@ end
//@ end
//@ end
//@ if readsGrid
    int read[${readout.per}];
    float best[${readout.per}] = {};
#pragma unroll
    for (int r = 0; r < ${readout.per}; r++) {
        read[r] = -1;
    }
//@ end
//@ if averages
    float average[${readout.per}] = {};
//@ end
//@ for c in lateChannels
    float* const ring${c.id} = rings + (size_t) trial * ${ringFloats} + ${c.ringBase};  // [${c.span}][${c.stride}]
    int slot${c.id} = 0;
    for (int k = thread; k < ${c.ringSize}; k += THREADS) {
        ring${c.id}[k] = 0;
    }
//@ end
//@ if late
    __syncthreads();
//@ end

    int from = start[0];
    for (int n = 0; n < STEPS; n++) {
        const int to = start[n + 1];
//@ for c in channels
//@ if c.together
//@ for s in c.sources
//@ if s.inputAtOnce
        addRows<${c.stride}>(m${c.target}.i${c.id}, weights + ${s.weightBase}, inputNeuron, from, to);
//@ end
//@ if s.inputLate
        if (n >= ${s.delay}) {
            addRows<${c.stride}>(
                m${c.target}.i${c.id}, weights + ${s.weightBase}, inputNeuron, start[n - ${s.delay}],
                start[n - ${s.delay} + 1]);
        }
//@ end
//@ if s.spikingAtOnce
        addRows<${c.stride}>(m${c.target}.i${c.id}, weights + ${s.weightBase}, list${s.population}, 0, ofStep${s.population});
//@ end
//@ if s.spikingLate
        if (n >= ${s.delay}) {
            addRows<${c.stride}>(
                m${c.target}.i${c.id}, weights + ${s.weightBase}, tapeNeuron + tape${s.population},
                min(starts${s.population}[n - ${s.delay}], capacity), min(starts${s.population}[n - ${s.delay} + 1], capacity));
        }
//@ end
//@ end
//@ end
//@ if c.late
//@ for s in c.sources
//@ if s.input
        sendRows<${c.stride}, ${c.span}>(
            ring${c.id}, slot${c.id}, weights + ${s.weightBase}, grids + ${c.gridBase}, inputNeuron, from, to);
//@ end
//@ if s.spiking
        sendRows<${c.stride}, ${c.span}>(
            ring${c.id}, slot${c.id}, weights + ${s.weightBase}, grids + ${c.gridBase}, list${s.population}, 0,
            ofStep${s.population});
//@ end
//@ end
#pragma unroll
        for (int r = 0; r < ${c.per}; r++) {
            const int j = r * THREADS + thread;
            if (j < ${c.stride}) {
                m${c.target}.i${c.id}[r] += ring${c.id}[slot${c.id} * ${c.stride} + j];
                ring${c.id}[slot${c.id} * ${c.stride} + j] = 0;
            }
        }
        slot${c.id} = slot${c.id} + 1 == ${c.span} ? 0 : slot${c.id} + 1;
//@ end
//@ end
        from = to;
//@ if averages
#pragma unroll
        for (int r = 0; r < ${readout.per}; r++) {
            const int j = r * THREADS + thread;
            if (j < READOUTS) {
                average[r] += ${readout.tauMemByT} * ${readout.driveV} * m${readout.id}.v[r];
//@ for c in readout.channels
                average[r] += ${c.tauSynByT} * ${c.driveI} * m${readout.id}.i${c.id}[r];
//@ end
            }
        }
//@ end
        const int parity = n & 1;
//@ for p in stepped
#pragma unroll
        for (int r = 0; r < ${p.per}; r++) {
            const int j = r * THREADS + thread;
            float total;
            const float next = m${p.id}.advance(r, total);
//@ if p.refractory
            if (n + 1 == m${p.id}.release[r] && lastPlace${p.id}[r] >= 0) {
                tapeRelease[tape${p.id} + lastPlace${p.id}[r]] = total - ${p.reset}f;
            }
//@ end
//@ if p.lif
            const bool spike = m${p.id}.cross(r, n, next);
            ballot${p.id}[r] = __ballot_sync(ALL, spike);
            slope${p.id}[r] = total - next;
            if (lane == 0 && j < ${p.size}) {
                mask${p.id}[parity * ${p.words} + j / 32] = ballot${p.id}[r];
            }
//@ end
//@ if p.li
            m${p.id}.v[r] = next;
//@ end
//@ if p.readsFirstSpike
            read[r] = spike && read[r] < 0 ? n + 1 : read[r];
//@ end
//@ if p.readsLargest
            // so that NaN is not overlooked
            if (!(next <= best[r])) {
                best[r] = next;
                read[r] = n + 1;
            }
//@ end
//@ if p.readsPoints
            if (j < READOUTS) {
                pointGradient[((size_t) trial * STEPS + n) * READOUTS + j] = m${p.id}.v[r];
            }
//@ end
        }
//@ end
        __syncthreads();
        int any = 0;
//@ for p in stepped
//@ if p.lif
        {
            int before[${p.per}] = {};
            int spikes = 0;
#pragma unroll ${p.unrollWords}
            for (int word = 0; word < ${p.words}; word++) {
                const int bits = __popc(mask${p.id}[parity * ${p.words} + word]);
                spikes += bits;
#pragma unroll
                for (int r = 0; r < ${p.per}; r++) {
                    before[r] += word < (r * THREADS + thread) / 32 ? bits : 0;
                }
            }
            if (spikes > 0) {
#pragma unroll
                for (int r = 0; r < ${p.per}; r++) {
                    if (ballot${p.id}[r] >> lane & 1) {
                        const int j = r * THREADS + thread;
                        const int place = before[r] + __popc(ballot${p.id}[r] & ((1u << lane) - 1));
                        list${p.id}[place] = j;
                        if (ofTrial${p.id} + place < capacity) {
                            tapeNeuron[tape${p.id} + ofTrial${p.id} + place] = j;
                            tapeSlope[tape${p.id} + ofTrial${p.id} + place] = slope${p.id}[r];
//@ if p.refractory
                            tapeRelease[tape${p.id} + ofTrial${p.id} + place] = 0;
                            tapePrevious[tape${p.id} + ofTrial${p.id} + place] = last${p.id}[r];
                            lastPlace${p.id}[r] = ofTrial${p.id} + place;
                        } else {
                            lastPlace${p.id}[r] = -1;
//@ end
                        }
//@ if p.refractory
                        last${p.id}[r] = n + 1;
//@ end
                        count${p.id}[r]++;
//@ for d in p.directs
                        direct${d.id}[r] += directR[${d.index} * (STEPS + 1) + n + 1];
//@ end
                    }
                }
            }
            ofStep${p.id} = spikes;
            ofTrial${p.id} += spikes;
            any += spikes;
            if (thread == 0) {
                starts${p.id}[n + 2] = ofTrial${p.id};
            }
        }
//@ end
//@ end
        if (any > 0) {
            __syncthreads();
        }
    }
    __syncthreads();

//@ for p in stepped
//@ if p.lif
#pragma unroll
    for (int r = 0; r < ${p.per}; r++) {
        const int j = r * THREADS + thread;
        if (j < ${p.size}) {
            neuronCount[(size_t) trial * LIF_NEURONS + ${p.neuronBase} + j] = count${p.id}[r];
            if (count${p.id}[r] > 0) {
                atomicAdd(neuronTotal + ${p.neuronBase} + j, count${p.id}[r]);
            }
//@ if p.refractory
            lastGrid[(size_t) trial * LIF_NEURONS + ${p.neuronBase} + j] = last${p.id}[r];
//@ end
//@ for d in p.directs
            directSum[(size_t) trial * DIRECT_ROWS + ${d.row} + j] = direct${d.id}[r];
//@ end
        }
    }
    if (thread == 0) {
        spikeCount[trial * LIFS + ${p.lifIndex}] = ofTrial${p.id};
    }
//@ end
//@ end

    // What the loss reads, a number for each readout neuron, and its derivatives.
    double* const numbers = (double*) (memory + ${numbersAt});
    double* const gradient = numbers + READOUTS;
//@ if direct
//@ for s in directInputs
    for (int i = thread; i < INPUTS; i += THREADS) {
        const int* row = inputRow + (size_t) trial * (INPUTS + 1) + i;
        float sum = 0;
        for (int k = row[0]; k < row[1]; k++) {
            sum += directR[${s.index} * (STEPS + 1) + inputGrid[k]];
        }
        directSum[(size_t) trial * DIRECT_ROWS + ${s.row} + i] = sum;
    }
//@ end
//@ for s in directIdle
    for (int i = thread; i < ${s.neurons}; i += THREADS) {
        directSum[(size_t) trial * DIRECT_ROWS + ${s.row} + i] = 0;
    }
//@ end
    __syncthreads();
    for (int j = thread / 32; j < READOUTS; j += WARPS) {
        float sum = 0;
        // The rows of all currents lie one after the other.
        for (int row = lane; row < DIRECT_ROWS; row += 32) {
            sum += directSum[(size_t) trial * DIRECT_ROWS + row] * weights[${directBase} + row * ${directStride} + j];
        }
        sum = warpSum(sum);
        if (lane == 0) {
            numbers[j] = sum;
        }
    }
    __syncthreads();
    if (thread == 0) {
        loss[trial] = evaluate(numbers, label, gradient);
        correct[trial] = predict(numbers) == label;
    }
    __syncthreads();
    for (int k = thread; k < READOUTS; k += THREADS) {
        voltageGradient[(size_t) trial * READOUTS + k] = gradient[k];
    }
//@ end
//@ if spikeLoss
#pragma unroll
    for (int r = 0; r < ${readout.per}; r++) {
        const int j = r * THREADS + thread;
        if (j < READOUTS) {
            numbers[j] = read[r] < 0 ? NONE : read[r] * ${dt};
        }
    }
    __syncthreads();
    double* const pushed = gradient + READOUTS;
    if (thread == 0) {
        loss[trial] = evaluate(numbers, label, gradient);
        correct[trial] = predict(numbers) == label;
    }
#pragma unroll
    for (int r = 0; r < ${readout.per}; r++) {
        const int j = r * THREADS + thread;
        if (j < READOUTS) {
            double strength = 0;
            double below = 0;
//@ if pushes
            strength = read[r] < 0 ? pushOfSilent(j, label) : 0;
            below = strength * (${readout.thetaExact} - average[r]);
//@ end
            pushed[j] = below;
            voltageGradient[(size_t) trial * READOUTS + j] = -strength;
            readGrid[(size_t) trial * READOUTS + j] = read[r];
        }
    }
    __syncthreads();
    if (thread == 0) {
#pragma unroll 1
        for (int k = 0; k < READOUTS; k++) {
            loss[trial] += pushed[k];
        }
    }
    for (int k = thread; k < READOUTS; k += THREADS) {
        timeGradient[(size_t) trial * READOUTS + k] = (float) gradient[k];
    }
//@ end
//@ if averageLoss
#pragma unroll
    for (int r = 0; r < ${readout.per}; r++) {
        const int j = r * THREADS + thread;
        if (j < READOUTS) {
            numbers[j] = average[r];
        }
    }
    __syncthreads();
    if (thread == 0) {
        loss[trial] = evaluate(numbers, label, gradient);
        correct[trial] = predict(numbers) == label;
    }
    __syncthreads();
    for (int k = thread; k < READOUTS; k += THREADS) {
        voltageGradient[(size_t) trial * READOUTS + k] = gradient[k];
    }
//@ end
//@ if largestLoss
#pragma unroll
    for (int r = 0; r < ${readout.per}; r++) {
        const int j = r * THREADS + thread;
        if (j < READOUTS) {
            numbers[j] = best[r];
            readGrid[(size_t) trial * READOUTS + j] = read[r];
        }
    }
    __syncthreads();
    if (thread == 0) {
        loss[trial] = evaluate(numbers, label, gradient);
        correct[trial] = predict(numbers) == label;
    }
    __syncthreads();
    for (int k = thread; k < READOUTS; k += THREADS) {
        pointGradient[(size_t) trial * READOUTS + k] = (float) gradient[k];
    }
//@ end
//@ if pointLoss
    // The voltages of all grid points are there: means by a warp each, then a grid point by a thread each, in place.
    float* const points = pointGradient + (size_t) trial * STEPS * READOUTS;
    for (int j = thread / 32; j < READOUTS; j += WARPS) {
        double sum = 0;
        for (int n = lane; n < STEPS; n += 32) {
            sum += points[(size_t) n * READOUTS + j] / (double) STEPS;
        }
        sum = warpSum(sum);
        if (lane == 0) {
            numbers[j] = sum;
        }
    }
    __syncthreads();
    double sum = 0;
    for (int n = thread; n < STEPS; n += THREADS) {
        float* const point = points + (size_t) n * READOUTS;
        sum += evaluate(point, label, point) / STEPS;
    }
    sum = warpSum(sum);
    double* const sums = gradient;
    if (lane == 0) {
        sums[thread / 32] = sum;
    }
    __syncthreads();
    if (thread == 0) {
        double all = 0;
        for (int w = 0; w < WARPS; w++) {
            all += sums[w];
        }
        loss[trial] = all;
        correct[trial] = predict(numbers) == label;
    }
//@ end
}
