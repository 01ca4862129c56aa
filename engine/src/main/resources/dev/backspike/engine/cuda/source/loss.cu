// The loss of one trial or of one grid point, given a number for each readout neuron: TrialLoss in Java. Evaluated in
// double, by one thread; gradient may be x itself. Loops stay loops: unrolled, they would take more registers than all
// the steps of the trial.

constexpr double NONE = 1e300;  // time of a spike that does not come: beyond all that do

//@ if softmax
template <typename X, typename G> __device__ double evaluate(const X* x, int label, G* gradient) {
    double largest = -NONE;
    double mean = 0;
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        largest = max(largest, (double) x[k]);
        mean += x[k] / (double) READOUTS;
    }
    double sum = 0;
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        sum += exp(x[k] - largest);
    }
    const double loss = largest + log(sum) - (1 - ${labelSmoothing}) * x[label] - ${labelSmoothing} * mean;
    const double shared = ${labelSmoothing} / READOUTS;
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        gradient[k] = (G) (exp(x[k] - largest) / sum - (k == label ? 1 - ${labelSmoothing} : 0) - shared);
    }
    return loss;
}

__device__ int predict(const double* x) {
    int best = 0;
#pragma unroll 1
    for (int k = 1; k < READOUTS; k++) {
        best = x[k] > x[best] ? k : best;
    }
    return x[best] == x[best] ? best : -1;
}
//@ end
//@ if squaredError
template <typename X, typename G> __device__ double evaluate(const X* x, int label, G* gradient) {
    double loss = 0;
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        const double distance = x[k] - (k == label ? ${labelTarget} : ${otherTarget});
        gradient[k] = (G) distance;
        loss += distance * distance / 2;
    }
    return loss;
}

__device__ int predict(const double* x) {
    int best = 0;
#pragma unroll 1
    for (int k = 1; k < READOUTS; k++) {
        best = ${sign} * x[k] > ${sign} * x[best] ? k : best;
    }
    return x[best] == x[best] ? best : -1;
}
//@ end
//@ if firstSpike
template <typename X, typename G> __device__ double evaluate(const X* t, int label, G* gradient) {
    const double duration = ${duration};
    double earliest = duration;
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        earliest = min(earliest, t[k]);
    }
    double sum = 0;
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        sum += exp((earliest - min(t[k], duration)) / ${tau0});
    }
    const double labelTime = min(t[label], duration);
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        const double p = exp((earliest - min(t[k], duration)) / ${tau0}) / sum;
        const double d = k == label ? (1 - p) / ${tau0} + ${alpha} / ${tau1} * exp(labelTime / ${tau1}) : -p / ${tau0};
        gradient[k] = t[k] < NONE ? d : 0;
    }
    return (labelTime - earliest) / ${tau0} + log(sum) + ${alpha} * expm1(labelTime / ${tau1});
}

__device__ int predict(const double* t) {
    int first = -1;
    double earliest = NONE;
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        if (t[k] < earliest) {
            earliest = t[k];
            first = k;
        }
    }
    return first;
}
//@ end
//@ if spikeTimeMse
template <typename X, typename G> __device__ double evaluate(const X* t, int label, G* gradient) {
    const double duration = ${duration};
    double loss = 0;
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        const double distance = (min(t[k], duration) - (k == label ? ${labelTime} : ${otherTime})) / ${tau};
        loss += distance * distance / 2;
        gradient[k] = t[k] < NONE ? distance / ${tau} : 0;
    }
    return loss;
}

__device__ int predict(const double* t) {
    int best = -1;
    double least = NONE;
#pragma unroll 1
    for (int k = 0; k < READOUTS; k++) {
        const double distance = ${sign} * min(t[k], (double) ${duration});
        if (t[k] < NONE && distance < least) {
            least = distance;
            best = k;
        }
    }
    return best;
}
//@ end
//@ if pushes

// What is added to the loss for each unit of voltage that a silent neuron is below the threshold, on average.
__device__ double pushOfSilent(int k, int label) {
    return k == label ? ${labelPush} : ${otherPush};
}
//@ end
