// All that is particular to the neuron model: leaky integrate-and-fire, and leaky integrators, with exponential
// synapses (docs/eventprop.md, Forward and Adjoint). Over a step the state of a neuron moves by the matrix
//
//     V' = a V + kappa I        I' = b I                    of each current
//
// and lambda backwards by lambda_V = a lambda_V', lambda_I = b lambda_I' + g lambda_V'. A neuron that is refractory
// after a spike keeps V = V_r while its currents go on; backwards, nothing depends on V then: lambda_I only decays, what
// arrives sees lambda_V = 0, and lambda_V waits with its value at the release until the spike is crossed.
//
// Gradients of time constants: with y = dL/dx = (-tau_m lambda_V, -tau_s lambda_I) and P the matrix above,
//
//     dL/dtau = sum over arrivals of weight . g_I  +  sum over spikes of V_r . g_V,
//     g(n) = P^T g(n + 1) + (dP/dtau)^T y(n + 1) + dL/dx's explicit dependence,    g(STEPS) = 0,    g_V := 0 across a spike
//
// so that one number per neuron, current and time constant goes along with lambda.

// Constants of a neuron's step, where each has its own; [constant][stride], made by derive.
enum { TAU_MEM, TAU_SYN, A, B, KAPPA, G, A_BY_TAU_MEM, B_BY_TAU_SYN, KAPPA_BY_TAU_MEM, KAPPA_BY_TAU_SYN };

// engine.clock.ClosedForm
struct ClosedForm {
    double tauMem, tauSyn, h, a, b, kappa, g;

    __device__ ClosedForm(double tauMem, double tauSyn, double h) : tauMem(tauMem), tauSyn(tauSyn), h(h) {
        a = exp(-h / tauMem);
        b = exp(-h / tauSyn);
        const double x = h * (tauMem - tauSyn) / (tauMem * tauSyn);
        const double ratio = b * (x == 0 ? 1 : expm1(x) / x) * h / (tauMem * tauSyn);
        kappa = tauSyn * ratio;
        g = tauMem * ratio;
    }

    __device__ double aByTauMem() const { return h / (tauMem * tauMem) * a; }

    __device__ double bByTauSyn() const { return h / (tauSyn * tauSyn) * b; }

    // engine.KappaDerivatives
    __device__ double kappaByTauMem() const {
        const double z = h * rateDifference();
        const double e = tauMem * kappa;
        const double byRate = fabs(z) < 1 ? -h * h * a * series(z, 0) : (e - h * a) / rateDifference();
        return -(e + byRate / tauMem) / (tauMem * tauMem);
    }

    __device__ double kappaByTauSyn() const {
        const double z = h * rateDifference();
        const double byRate = fabs(z) < 1 ? -h * h * a * series(z, 1) : (h * b - tauMem * kappa) / rateDifference();
        return -byRate / (tauSyn * tauSyn) / tauMem;
    }

  private:
    __device__ double rateDifference() const { return (tauMem - tauSyn) / (tauMem * tauSyn); }

    __device__ static double series(double z, int power) {
        double term = 1;
        double sum = 0;
        for (int k = 0; k < 18; k++) {
            sum += power == 0 ? term / ((k + 1) * (k + 2)) : term / (k + 2);
            term *= -z / (k + 1);
        }
        return sum;
    }
};
//@ for p in stepped

// ${p.name}: this thread's neurons, forwards
struct Membranes${p.id} {
    float v[${p.per}] = {};
//@ for c in p.channels
    float i${c.id}[${p.per}] = {};
//@ end
//@ if p.individualTaus
    float a[${p.per}];
//@ for c in p.channels
    float b${c.id}[${p.per}];
    float kappa${c.id}[${p.per}];
//@ end
//@ end
//@ if p.refractory
    int release[${p.per}] = {};  // the grid point from which V is free
//@ end

    __device__ __forceinline__ explicit Membranes${p.id}(const float* __restrict__ constants) {
//@ if p.individualTaus
#pragma unroll
        for (int r = 0; r < ${p.per}; r++) {
            const int j = r * THREADS + threadIdx.x;
            a[r] = j < ${p.stride} ? constants[${p.constants} + A * ${p.stride} + j] : 0;
//@ for c in p.channels
            b${c.id}[r] = j < ${p.stride} ? constants[${c.constants} + B * ${p.stride} + j] : 0;
            kappa${c.id}[r] = j < ${p.stride} ? constants[${c.constants} + KAPPA * ${p.stride} + j] : 0;
//@ end
        }
//@ end
    }

    // The currents of neuron r over a step. Returns where V would be at its end; total is their sum at its start.
    __device__ __forceinline__ float advance(int r, float& total) {
        float next = ${p.a} * v[r];
        total = 0;
//@ for c in p.channels
        next += ${c.kappa} * i${c.id}[r];
        total += i${c.id}[r];
        i${c.id}[r] *= ${c.b};
//@ end
        return next;
    }
//@ if p.lif

    // Takes V from grid point n to the next, where it would be `next`. Returns whether neuron r spikes there.
    __device__ __forceinline__ bool cross(int r, int n, float next) {
//@ if p.refractory
        if (n < release[r]) {
            return false;
        }
//@ end
        const bool spike = r * THREADS + threadIdx.x < ${p.size} && next >= ${p.theta}f;
        v[r] = spike ? ${p.reset}f : next;
//@ if p.refractory
        release[r] = spike ? n + 1 + ${p.refractorySteps} : release[r];
//@ end
        return spike;
    }
//@ end
};

// ${p.name}: backwards
struct Lambdas${p.id} {
//@ for c in p.channels
    float i${c.id}[${p.per}] = {};
//@ end
//@ if p.individualTaus
    float a[${p.per}];
//@ for c in p.channels
    float b${c.id}[${p.per}];
    float g${c.id}[${p.per}];
//@ end
//@ end
//@ if p.learnsTauMem
    float memV[${p.per}] = {};  // g_V of tauMem
    double byTauMem[${p.per}] = {};
//@ for c in p.channels
    float mem${c.id}[${p.per}] = {};  // g_I of tauMem
//@ end
//@ end
//@ for c in p.channels
//@ if c.learnsTauSyn
    float syn${c.id}[${p.per}] = {};  // g_I of tauSyn
    double byTauSyn${c.id}[${p.per}] = {};
//@ end
//@ end

    __device__ __forceinline__ explicit Lambdas${p.id}(const float* __restrict__ constants) {
//@ if p.individualTaus
#pragma unroll
        for (int r = 0; r < ${p.per}; r++) {
            const int j = r * THREADS + threadIdx.x;
            const bool has = j < ${p.stride};
            a[r] = has ? constants[${p.constants} + A * ${p.stride} + j] : 0;
//@ for c in p.channels
            b${c.id}[r] = has ? constants[${c.constants} + B * ${p.stride} + j] : 0;
            g${c.id}[r] = has ? constants[${c.constants} + G * ${p.stride} + j] : 0;
//@ end
        }
//@ end
    }

    // From grid point n + 1, where lambda_V of neuron r (j of the population) is v, to n. Returns lambda_V there; d is the
    // loss's drive of averaged voltages.
    __device__ __forceinline__ float back(
        int r, int n, int j, float v, bool held, float d, const float* __restrict__ drives,
        const float* __restrict__ constants) {
//@ if p.learnsTaus
        backTaus(r, n, j, v, held, d, drives, constants);
//@ end
//@ for c in p.channels
        i${c.id}[r] *= ${c.b};
//@ end
        float next = v;
        if (!held) {
            next = ${p.a} * v;
//@ if p.driven
            next += ${p.driveV} * d;
//@ end
//@ for c in p.channels
            i${c.id}[r] += ${c.g} * v;
//@ if p.driven
            i${c.id}[r] += ${c.driveI} * d;
//@ end
//@ end
        }
        return next;
    }
//@ if p.lif

    // lambda_V before a spike, given that after it and what the spike's arrivals and the loss see of it.
    __device__ __forceinline__ static float cross(float lambda, float jump, float slope, float release) {
//@ if p.refractory
        return (release * lambda + jump) / slope;
//@ end
//@ if p.neverRefractory
        return lambda + (${p.height}f * lambda + jump) / slope;
//@ end
    }
//@ end
//@ if p.learnsTaus

//@ if p.resetsTaus
    // Across a spike of neuron r.
    __device__ __forceinline__ void resetTaus(int r) {
        byTauMem[r] += ${p.reset}f * memV[r];
        memV[r] = 0;
    }
//@ end

  private:
    // Constants that only this needs are read again in every step: registers are scarce where layers are wide.
    __device__ __forceinline__ void backTaus(
        int r, int n, int j, float v, bool held, float d, const float* __restrict__ drives,
        const float* __restrict__ constants) {
        const float yV = -constants[${p.constants} + TAU_MEM * ${p.stride} + j] * v;
//@ for c in p.channels
        {
            const float* const own = constants + ${c.constants} + j;
//@ if p.learnsTauMem
            mem${c.id}[r] *= b${c.id}[r];
            if (!held) {
                mem${c.id}[r] += own[KAPPA * ${p.stride}] * memV[r] + own[KAPPA_BY_TAU_MEM * ${p.stride}] * yV;
//@ if p.driven
                mem${c.id}[r] -= ${c.driveIByTauMem} * d;
//@ end
            }
//@ end
//@ if c.learnsTauSyn
            const float yI = -own[TAU_SYN * ${p.stride}] * i${c.id}[r];
            syn${c.id}[r] = b${c.id}[r] * syn${c.id}[r] + own[B_BY_TAU_SYN * ${p.stride}] * yI;
            if (!held) {
                syn${c.id}[r] += own[KAPPA_BY_TAU_SYN * ${p.stride}] * yV;
//@ if p.driven
                syn${c.id}[r] -= ${c.driveIByTauSyn} * d;
//@ end
            }
//@ end
        }
//@ end
//@ if p.learnsTauMem
        if (!held) {
            memV[r] = a[r] * memV[r] + constants[${p.constants} + A_BY_TAU_MEM * ${p.stride} + j] * yV;
//@ if p.driven
            memV[r] -= ${p.driveVByTauMem} * d;
//@ end
        }
//@ end
    }
//@ end
};
//@ end
