// Changes the parameters by the gradient of the mean loss, as in engine.cpu.Optimiser.

constexpr int OPTIMISER_THREADS = 256;

// The squares of a chunk of the gradient, in an order that does not depend on the device.
extern "C" __global__ void __launch_bounds__(OPTIMISER_THREADS) squares(
    const float* __restrict__ gradient, int size, int chunk, double* __restrict__ partial) {
    extern __shared__ unsigned char memory[];
    double* const sums = (double*) memory;
    const int end = min(size, (int) (blockIdx.x + 1) * chunk);
    double sum = 0;
    for (int n = blockIdx.x * chunk + threadIdx.x; n < end; n += OPTIMISER_THREADS) {
        sum += (double) gradient[n] * gradient[n];
    }
    sum = warpSum(sum);
    if ((threadIdx.x & 31) == 0) {
        sums[threadIdx.x >> 5] = sum;
    }
    __syncthreads();
    if (threadIdx.x == 0) {
        double all = 0;
        for (int w = 0; w < OPTIMISER_THREADS / 32; w++) {
            all += sums[w];
        }
        partial[blockIdx.x] = all;
    }
}

// What the gradient of the mean loss is multiplied by so that its norm is at most clipNorm. One thread: there are few
// partial sums.
extern "C" __global__ void clip(
    const double* __restrict__ partial, int partials, double clipNorm, int samples, float* __restrict__ factor) {
    double all = 0;
    for (int k = 0; k < partials; k++) {
        all += partial[k];
    }
    const double limit = clipNorm / (sqrt(all) / samples);
    factor[0] = (float) (limit >= 1 ? 1 : limit);
}

extern "C" __global__ void __launch_bounds__(OPTIMISER_THREADS) optimise(
    float* __restrict__ w, const float* __restrict__ gradient, float* __restrict__ m, float* __restrict__ v,
    const float* __restrict__ factor, int size, float perSample, float rate, float unbias, float keep) {
    const int n = blockIdx.x * OPTIMISER_THREADS + threadIdx.x;
    if (n >= size) {
        return;
    }
    const float g = factor[0] * perSample * gradient[n];
//@ for s in segments
    const bool in${s.id} = n >= ${s.base} && n < ${s.end};  // ${s.name}
    if (in${s.id}) {
        rate *= ${s.factor}f;
        keep = 1;
    }
//@ end
    float x = w[n];
//@ if adam
    m[n] = ${beta1}f * m[n] + ${newBeta1}f * g;
    v[n] = ${beta2}f * v[n] + ${newBeta2}f * g * g;
    x = keep * x - rate * m[n] / (sqrtf(v[n] * unbias) + ${epsilon}f);
//@ end
//@ if momentum
    m[n] = ${momentumFactor}f * m[n] + g;
    x -= rate * m[n];
//@ end
//@ if plain
    x -= rate * g;
//@ end
//@ for s in segments
    if (in${s.id}) {
        // so that NaN stays
        x = x < ${s.min}f ? ${s.min}f : x > ${s.max}f ? ${s.max}f : x;
    }
//@ end
    w[n] = x;
}
