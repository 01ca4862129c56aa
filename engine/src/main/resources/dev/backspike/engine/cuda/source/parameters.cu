// What the phases read of parameters that are individual: delays on the grid, and the constants of a step.

constexpr int DERIVE_THREADS = 256;

// engine.clock.Grid.nearest
__device__ int toGrid(float ms) {
    const double steps = ms / ${dt};
    const double below = floor(steps);
    return (int) min(STEPS + 1.0, steps - below >= 0.5 ? below + 1 : below);
}
//@ if individualDrive

// engine.clock.Drive: nodes in (0, 1) and weights of the Gauss-Legendre rule with eight points.
__device__ const double NODES[8] = {
    0.019855071751231884, 0.10166676129318664, 0.2372337950418355, 0.4082826787521751,
    0.591717321247825, 0.7627662049581645, 0.8983332387068134, 0.9801449282487681};
__device__ const double WEIGHTS[8] = {
    0.05061426814518813, 0.11119051722668724, 0.15685332293894363, 0.181341891689181,
    0.181341891689181, 0.15685332293894363, 0.11119051722668724, 0.05061426814518813};

// How a loss weighs the voltage at a time, in parts of the trial.
__device__ double profile(double part) {
    return ${profile};
}
//@ end

// An element of a list of all that follows from the values.
extern "C" __global__ void __launch_bounds__(DERIVE_THREADS) derive(
    const float* __restrict__ values, int* __restrict__ grids, float* __restrict__ constants, float* __restrict__ drives) {
    int n = blockIdx.x * DERIVE_THREADS + threadIdx.x;
//@ for c in lateChannels
    if (n >= 0 && n < ${c.elements}) {
        grids[${c.gridBase} + n] = toGrid(values[${c.delayBase} + n]);
    }
    n -= ${c.elements};
//@ end
//@ for c in individualChannels
    if (n >= 0 && n < ${c.stride}) {
        float* const at = constants + ${c.constants} + n;
        const bool padding = n >= ${c.size};
        const ClosedForm form(padding ? 1 : ${c.tauMemOf}, padding ? 1 : ${c.tauSynOf}, ${dt});
        at[TAU_MEM * ${c.stride}] = padding ? 0 : (float) form.tauMem;
        at[TAU_SYN * ${c.stride}] = padding ? 0 : (float) form.tauSyn;
        at[A * ${c.stride}] = padding ? 0 : (float) form.a;
        at[B * ${c.stride}] = padding ? 0 : (float) form.b;
        at[KAPPA * ${c.stride}] = padding ? 0 : (float) form.kappa;
        at[G * ${c.stride}] = padding ? 0 : (float) form.g;
        at[A_BY_TAU_MEM * ${c.stride}] = padding ? 0 : (float) form.aByTauMem();
        at[B_BY_TAU_SYN * ${c.stride}] = padding ? 0 : (float) form.bByTauSyn();
        at[KAPPA_BY_TAU_MEM * ${c.stride}] = padding ? 0 : (float) form.kappaByTauMem();
        at[KAPPA_BY_TAU_SYN * ${c.stride}] = padding ? 0 : (float) form.kappaByTauSyn();
    }
    n -= ${c.stride};
//@ end
//@ if individualDrive
    // How a step's state enters the averaged voltage of a readout neuron; V's and I's part in units of tau.
    if (n >= 0 && n < STEPS * ${readout.stride}) {
        const int step = n / ${readout.stride};
        const int j = n % ${readout.stride};
//@ for c in readout.channels
        {
            double ofV = 0;
            double ofI = 0;
            double vByMem = 0;
            double iByMem = 0;
            double iBySyn = 0;
            const double tauMem = j < READOUTS ? ${c.tauMemOfJ} : 1;
            const double tauSyn = j < READOUTS ? ${c.tauSynOfJ} : 1;
            for (int k = 0; k < 8 && j < READOUTS; k++) {
                const ClosedForm within(tauMem, tauSyn, NODES[k] * ${dt});
                const double weight = WEIGHTS[k] * ${dt} * profile((step + NODES[k]) / STEPS);
                ofV += weight * within.a;
                ofI += weight * within.kappa;
                vByMem += weight * within.aByTauMem();
                iByMem += weight * within.kappaByTauMem();
                iBySyn += weight * within.kappaByTauSyn();
            }
//@ if c.firstOfReadout
            drives[n] = (float) (ofV / tauMem);
            drives[STEPS * ${readout.stride} + n] = (float) vByMem;
//@ end
            drives[${c.driveBase} + n] = (float) (ofI / tauSyn);
            drives[${c.driveBase} + STEPS * ${readout.stride} + n] = (float) iByMem;
            drives[${c.driveBase} + 2 * STEPS * ${readout.stride} + n] = (float) iBySyn;
        }
//@ end
    }
//@ end
}
